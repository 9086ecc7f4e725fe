"""Where are the records kept, so that nothing acknowledged is lost and nothing changes silently?

`open_store` gives a `Store`: records go in with `save`, tables come out. SQLite file by default,
PostgreSQL by URL.
"""

from supervision_kit.store.asked import Saved
from supervision_kit.store.copying import back_up, backup
from supervision_kit.store.drafts import Draft
from supervision_kit.store.engine import store_url
from supervision_kit.store.inspecting import inspect
from supervision_kit.store.keeping import BackupsKept, back_up_daily, kept_backups
from supervision_kit.store.manifest import Manifest, last_backup
from supervision_kit.store.opening import open_store
from supervision_kit.store.origin import Origin
from supervision_kit.store.restoring import restore
from supervision_kit.store.returned import Restored
from supervision_kit.store.store import Store
from supervision_kit.store.verify import Verification

__all__ = [
    "BackupsKept",
    "Draft",
    "Manifest",
    "Origin",
    "Restored",
    "Saved",
    "Store",
    "Verification",
    "back_up",
    "back_up_daily",
    "backup",
    "inspect",
    "kept_backups",
    "last_backup",
    "open_store",
    "restore",
    "store_url",
]
