"""How do workbooks become pages that people can open, with their kernels warm and private?"""

from supervision_kit.pages.places import bundled_folder
from supervision_kit.serving.addresses import on_loopback
from supervision_kit.serving.running import serve

__all__ = ["bundled_folder", "on_loopback", "serve"]
