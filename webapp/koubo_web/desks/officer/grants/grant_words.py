"""What history says of offers, ends, next awards and agreements."""

from collections.abc import Mapping

GRANT_VERBS: Mapping[str, str] = {
    "offer_to_runner_up": "次点の団体に案内しました",
    "offer_accepted": "次点の団体が、案内を受けると回答しました",
    "offer_declined": "次点の団体が、案内を受けないと回答しました",
    "offer_taken_back": "次点の団体への案内を取り消しました",
    "award_lapsed": "交付申請の期限を過ぎたため、失効にしました",
    "set_apply_by": "交付申請の期限を変えました",
    "ask_withdrawal": "団体が交付申請の取下げを申し出ました",
    "award_withdrawn": "交付申請の取下げを記録しました",
    "add_award": "次の年度か段階の交付を加えました",
    "record_year_vote": "後の年度の予算の議決を記録しました",
    "save_agreement": "協定書の文面を保存しました",
    "sign_agreement": "協定書の署名を記録しました",
    "keep_agreement_scan": "協定書のスキャンを保存しました",
}
