"""Where results are delivered besides the queue itself: one file a channel."""

from gongai.notify.channels.channel import Deliver
from gongai.notify.channels.configured import configured
from gongai.notify.channels.file_drop import FileDrop
from gongai.notify.channels.webhook import Webhook

__all__ = ["Deliver", "FileDrop", "Webhook", "configured"]
