"""Portals as data: one folder each, with a profile (how the portal works) and a catalogue (what can be filed there)."""

from gongai.sites import installed
from gongai.sites.loader import Site, load, names
from gongai.sites.site_profile import Profile

__all__ = ["Profile", "Site", "installed", "load", "names"]
