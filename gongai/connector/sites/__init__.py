"""Portals as data: one folder each, with a profile (how the portal works) and a catalogue (what can be filed there)."""

from gongai.connector.sites import installed
from gongai.connector.sites.load import Site, load, names
from gongai.connector.sites.site_profile import Profile

__all__ = ["Profile", "Site", "installed", "load", "names"]
