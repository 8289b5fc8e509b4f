"""The channels of this installation, one row each: what setting switches it on, and what it is made of."""

from gongai.connector.network import network_of
from gongai.notify.channels.channel import Deliver
from gongai.notify.channels.file_drop import FileDrop
from gongai.notify.channels.webhook import Webhook
from gongai.settings import Settings


def configured(settings: Settings) -> tuple[Deliver, ...]:
    found: list[Deliver] = []
    if settings.results_drop:
        found.append(FileDrop(settings.results_drop, name="drop"))
    if settings.results_webhook.url:
        hook = settings.results_webhook
        tls = network_of(settings).tls() if settings.ca_file else None
        found.append(Webhook(hook.url, name="webhook", secret=hook.secret.get_secret_value(), tls=tls))
    return tuple(found)
