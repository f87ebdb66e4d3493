"""Gives the 総合振込 file of a transfer order; cities that pay through their own accounts need none."""

from collections.abc import Iterable

from koubo.api import PaymentFile, TransferOrder, hookimpl
from koubo_zengin.records import MEDIA_TYPE, transfer_file


@hookimpl
def koubo_payment_files(order: TransferOrder) -> Iterable[PaymentFile]:
    """Give one file with a header, a record for each payment, and a trailer with their sum."""
    name = f"総合振込_{order.on:%Y%m%d}.txt"
    content = transfer_file(order)
    return (PaymentFile(name, MEDIA_TYPE, content, len(order.transfers), order.total),)
