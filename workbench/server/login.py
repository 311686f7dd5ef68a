"""Who is asking: an agent's session, looked up at every request; the pages for logging in and out.

The cookie is an opaque token that means nothing without the office's books, so that a log-out or
a disabled agent is effective at once. Nothing else lets anybody in: no shared password, no token
in an address.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler

from workbench.model.errors import StoreError, UsageError
from workbench.office import agents

COOKIE = "workbench-session"
HEADER = "X-Workbench-Agent"
UNSAVED = "Innloggingen kunne ikke lagres akkurat nå. Si fra til kontoret, og prøv igjen."
WRONG = "Navnet eller passordet er feil. Prøv igjen."
# a password costs memory and time to check: two at a time, and never in the others' way
DOOR = ThreadPoolExecutor(max_workers=2, thread_name_prefix="door")
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "  # its own, in the page
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass
class Session(User):
    """An agent, which log-in of theirs this is, and whether it is an operator's."""

    token: str = ""
    operator: bool = False


@cache
def pages() -> jinja2.Environment:
    """Return the templates of the pages that need no kernel."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "pages")
    return jinja2.Environment(loader=loader, autoescape=True)


async def is_alive(session: Session) -> bool:
    """Say whether the log-in still holds; it may have ended, or the agent been disabled."""
    return await _name_of(session.token, session.operator) == session.username


async def _name_of(token: str, operator: bool) -> str | None:
    return await asyncio.to_thread(agents.agent_of, token, operator=operator)


class AgentIdentity(IdentityProvider):
    """Agents by their session; the name goes to the kernel in a header that is set here alone."""

    operator = False  # whether others than operators are turned away

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "login_handler_class": LoginHandler})

    async def get_user(self, handler: JupyterHandler) -> Session | None:
        """Return who asks, if anybody; what the browser says in our header is thrown away."""
        handler.request.headers.pop(HEADER, None)
        token = handler.get_cookie(COOKIE)
        name = await _name_of(token, self.operator) if token else None
        if token is None or name is None:
            return None
        handler.request.headers[HEADER] = name
        return Session(username=name, token=token, operator=self.operator)


class OperatorIdentity(AgentIdentity):
    """The operators alone; for them an agent's log-in is none."""

    operator = True


class LoginHandler(JupyterHandler):
    """The form for name and password. There is one place to go from it, so it is told of none."""

    content_security_policy = PAGE_POLICY

    @allow_unauthenticated
    async def get(self) -> None:
        """Show the form, or go on if the agent is logged in already."""
        if self.current_user:
            self.redirect("/")
        else:
            self._form()

    @allow_unauthenticated
    async def post(self) -> None:
        """Log in; says the same for an unknown name as for a wrong password."""
        name = self.get_body_argument("name", "")
        password = self.get_body_argument("password", "", strip=False)
        enter = partial(agents.sign_in, name, password, operator=self.identity_provider.operator)
        try:
            token = await asyncio.get_running_loop().run_in_executor(DOOR, enter)
        except UsageError as refusal:
            self._form(429, str(refusal), name)
            return
        except StoreError:  # whoever stands at the door need not know where which disk is full
            self.log.exception("a log-in could not be saved")
            self._form(503, UNSAVED, name)
            return
        if token is None:
            self._form(401, WRONG, name)
            return
        secure = self.request.protocol == "https"
        self.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=secure)
        self.redirect("/", status=303)

    def _form(self, status: int = 200, error: str = "", name: str = "") -> None:
        self.set_status(status)
        page, xsrf = pages().get_template("login.html.j2"), self.xsrf_token.decode()
        self.finish(page.render(error=error, name=name, xsrf=xsrf))


class LogoutHandler(JupyterHandler):
    """Ends the session, its kernels and its windows."""

    async def post(self) -> None:
        """Log out; the token is refused from here on, also in other windows."""
        session = self.current_user
        await asyncio.to_thread(agents.sign_out, session.token)
        self.clear_cookie(COOKIE)
        self.redirect("/login", status=303)
        await self.kernel_manager.end_session(session.token)
