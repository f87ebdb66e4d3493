"""What the whole site shares: made once by create_app, handed on, never changed."""

from dataclasses import dataclass, field

from koubo.hooks import Hooks
from koubo.people.account_vault import AccountVault
from koubo.plugins import House
from koubo.schemes.catalog import Catalog
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo_web.clock import Clock
from koubo_web.settings import Settings
from koubo_web.traffic import Traffic


@dataclass(frozen=True)
class Site:
    """The settings, the stores and the plugins, for every request alike."""

    settings: Settings
    clock: Clock
    database: Database
    files: FileStore
    house: House
    vault: AccountVault
    traffic: Traffic = field(default_factory=Traffic)

    @property
    def hooks(self) -> Hooks:
        """Give the typed caller of the plugins' hooks."""
        return self.house.hooks

    @property
    def catalog(self) -> Catalog:
        """Give the schemes that the plugins brought."""
        return self.house.catalog
