"""Where results are delivered besides the queue itself: one file a channel."""

from gongai.notify.channels.channel import Deliver, payload
from gongai.notify.channels.configured import configured
from gongai.notify.channels.file_drop import FileDrop
from gongai.notify.channels.webhook import SIGNATURE, Webhook

__all__ = ["SIGNATURE", "Deliver", "FileDrop", "Webhook", "configured", "payload"]
