"""The command `koubo`: one file in commands/ for each thing that it does."""

import click

from koubo_web.commands.decision import decision
from koubo_web.commands.demo import demo
from koubo_web.commands.mail_test import mail_test
from koubo_web.commands.maintenance import maintenance
from koubo_web.commands.migrate import migrate
from koubo_web.commands.plugins import plugins
from koubo_web.commands.recheck import recheck
from koubo_web.commands.routes import routes
from koubo_web.commands.scheme import scheme
from koubo_web.commands.serve import serve
from koubo_web.commands.staff import staff
from koubo_web.commands.states import states
from koubo_web.commands.translations import translations
from koubo_web.commands.verify_files import verify_files


@click.group()
@click.version_option(package_name="koubo")
def main() -> None:
    """公募: 市民協働の募集を、募集から額の確定まで。"""


for command in (
    demo,
    serve,
    mail_test,
    maintenance,
    migrate,
    recheck,
    decision,
    plugins,
    routes,
    scheme,
    staff,
    states,
    translations,
    verify_files,
):
    main.add_command(command)
