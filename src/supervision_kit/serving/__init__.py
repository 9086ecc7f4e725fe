"""How do workbooks become pages that people can open, with their kernels warm and private?"""

from supervision_kit.serving.places import bundled
from supervision_kit.serving.running import serve

__all__ = ["bundled", "serve"]
