"""The command line: thin commands over the services.

`main` is the way in. A command's module is imported when the command is
called, so that `curator --help` answers at once.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys

import click

from curator import __version__
from curator.cli.session import Session
from curator.errors import ConfigError, CuratorError, DiskFull, NothingToPublish
from curator.i18n import N_

# Command → (module under curator.cli, what it does). The order is the order of a morning.
COMMANDS = {
    "demo": ("start", "Build a journal from bundled samples, offline."),
    "init": ("start", "Start a journal of your own in this folder."),
    "sources": ("sources", "Whom the journal reads: add, list, check, move, import, export, pause, remove."),
    "theme": ("themes", "The themes that decide what fits: list, check."),
    "collect": ("morning", "Read the sources and store what is new."),
    "draft": ("morning", "Make the draft of an edition."),
    "add": ("editing", "Read a page and keep it for the next draft."),
    "desk": ("desk", "Open the desk in a browser: review, compose, approve."),
    "why": ("editing", "Say why a story was kept or dropped."),
    "keep": ("editing", "Keep a story for the next edition."),
    "drop": ("editing", "Drop a story."),
    "later": ("editing", "Leave a story for a later edition."),
    "lead": ("editing", "Make a story the lead."),
    "title": ("editing", "Give a story your own title."),
    "note": ("editing", "Add your insight to a story, or an opening to the edition."),
    "undo": ("editing", "Take your last mark back."),
    "marks": ("marks", "What the editors did: list, export, merge with another copy."),
    "check": ("checking", "Say what stands in an edition's way before it leaves."),
    "allow": ("checking", "Let a finding of the guard pass, for a reason that is kept."),
    "approve": ("editing", "Approve an edition as it stands."),
    "build": ("paper", "Write the journal's pages."),
    "deploy": ("deploy", "Show what would change where readers find the pages, or put it there with --yes."),
    "serve": ("paper", "Show the journal in a browser, from this machine only."),
    "letter": ("paper", "Write the letter as .html, .txt and .eml."),
    "kit": ("paper", "Write the share kit: a text for each story and network."),
    "send": ("send", "Show what the letter would send, or send it with --yes."),
    "looks": ("looks", "How the journal looks: list, show, copy a block to change it."),
    "post": ("post", "Show the queue of posts, draft and approve them, post what is due."),
    "wordpress": ("blog", "Show an edition as a blog's post, or put it on a WordPress as a draft."),
    "networks": ("post", "Say of each network what posting to it takes."),
    "subscribers": ("subscribers", "Who gets the letter: list, add, import, export, remove, sync with the mailbox."),
    "gate": ("subscribers", "Serve the pages where readers subscribe, confirm and leave."),
    "secret": ("subscribers", "Keep a password, token or key by its name."),
    "run": ("morning", "Collect, draft and build; nothing is sent."),
    "status": ("status", "Say where things stand and what to do next."),
    "log": ("audit", "Say who approved what, when, with its hash, and what left."),
    "doctor": ("status", "Check the settings, the store, the sources and this machine."),
    "paths": ("status", "Print where everything is kept."),
    "export": ("carry", "Take everything away in one archive of plain files."),
    "import": ("carry", "Restore what export wrote."),
    "completion": ("status", "Print the completion script for your shell."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a morning, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"curator.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.commands[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing one of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-j", "--journal", "folder", metavar="FOLDER", help="The journal's folder (default: here or above).")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
@click.option(
    "-q", "--quiet", is_flag=True, help="For cron: print faults and what was asked for only; wait for another run."
)
@click.option("--no-input", is_flag=True, help="Never ask; fail where an answer is needed.")
@click.version_option(__version__, prog_name="curator")
@click.pass_context
def cli(ctx: click.Context, folder: str | None, debug: bool, quiet: bool, no_input: bool) -> None:
    """Turn your reading into a journal worth subscribing to.

    A first look, offline: curator demo. A journal of your own: curator init.
    """
    session = ctx.ensure_object(Session)
    session.folder, session.debug, session.quiet, session.no_input = folder, debug, quiet, no_input


def main(arguments: list[str] | None = None, session: Session | None = None) -> int:
    """Run one command, with its options put into `session`, and return its exit code.

    0 done · 1 failed · 2 the command or the settings are wrong · 3 done, but
    some sources failed · 4 nothing to publish.
    """
    session = session or Session()
    try:
        code = cli.main(args=arguments, prog_name="curator", standalone_mode=False, obj=session)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return 1
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except CuratorError as error:
        return _told(error, session)
    except BrokenPipeError:
        # Whoever read our output has gone: say nothing more, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _told(_fault(error), session)
    return code if isinstance(code, int) else 0


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _fault(error: OSError) -> CuratorError:
    """Return what the system refused as a fault of the world: a full disk, a missing right."""
    about = str(error.filename or "")
    if error.errno in _FULL:
        fault: CuratorError = DiskFull(about=about, remedy=N_("Make room and run again."))
    else:
        fault = CuratorError(f"{(error.strerror or str(error)).lower()}.", about=about)
    fault.__cause__ = error
    return fault


def _told(error: CuratorError, session: Session) -> int:
    if session.quiet and isinstance(error, NothingToPublish):
        return error.exit_code  # no fault
    if session.debug:
        import traceback

        traceback.print_exception(error)
    elif isinstance(error, ConfigError):
        for mistake in error.mistakes:
            click.echo(str(mistake), err=True)
    else:
        click.echo(f"curator: {error.told(session.tongue)}", err=True)
    return error.exit_code
