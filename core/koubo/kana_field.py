"""What judges a reading (フリガナ): kana in any width, kept as full-width katakana."""

import re
import unicodedata
from typing import Any

import jaconv
from marshmallow import ValidationError

from koubo.fields import Text

SPACES = re.compile(r"[ 　]+")
KANA = re.compile(r"[ァ-ヺーヽヾ・　]")
"""Full-width katakana, the long sound, repeats, the middle dot, and a space."""


class Kana(Text):
    """Hiragana, half-width and full-width katakana, given as full-width katakana."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        # Composed first: a Macintosh may send か and its dots as two characters.
        text = unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **options))
        kana: str = SPACES.sub("　", jaconv.hira2kata(jaconv.h2z(text)))
        if wrong := next((one for one in kana if not KANA.fullmatch(one)), ""):
            label = self.metadata.get("label")
            raise ValidationError(
                f"{f'「{label}」' if label else 'この項目'}は「ヤマダ　タロウ」のように、"
                f"ひらがなかカタカナで入力してください（「{wrong}」は使えません）。"
            )
        return kana
