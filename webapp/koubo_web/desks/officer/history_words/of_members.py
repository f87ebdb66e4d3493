"""The words in which the history of members, representatives and rosters is told to officers."""

from collections.abc import Mapping

MEMBER_VERBS: Mapping[str, str] = {
    "change_representative": "代表者の交代を記録しました",
    "correct_representative": "代表者の氏名か役職の書きまちがいを直しました",
    "invite_member": "メンバーを招待しました",
    "resend_invitation": "招待のメールをもう一度送りました",
    "withdraw_invitation": "招待を取り消しました",
    "accept_invitation": "招待を受けてメンバーになりました",
    "change_role": "メンバーの役割を変えました",
    "appoint_member": "メンバーの役割を「代表者」にしました（事務局）",
    "remove_member": "メンバーから外しました",
    "leave_organisation": "メンバーをやめました",
    "add_roster_entry": "名簿に1人加えました",
    "change_roster_entry": "名簿を直しました",
    "remove_roster_entry": "名簿から外しました",
    "import_roster": "名簿を Excel から取り込みました",
    "export_roster": "名簿を Excel で受け取りました",
    "keep_import": "取り込む Excel のファイルを預かりました",
}
