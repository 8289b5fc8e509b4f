"""See, before the day's first filing, whether the portal is there and its login page is the one we know. No login."""

from playwright.sync_api import Browser

from gongai.connector import browser as browsers
from gongai.connector import widgets
from gongai.connector.flow import ending
from gongai.connector.pages.login import LoginPage
from gongai.connector.sites import Site
from gongai.errors import GongaiError
from gongai.outcome import Outcome, Seen


def run(browser: Browser, site: Site) -> Outcome:
    """Open the login page and look. A login would end the session of whoever is filing under that account."""
    context = browsers.new_context(browser)
    try:
        widgets.install(context)
        LoginPage(context.new_page(), site.profile).open()
    except GongaiError as error:
        return ending(error)
    finally:
        context.close()
    return Seen(f"{site.profile.name}：登录页可以打开，与平台配置相符")
