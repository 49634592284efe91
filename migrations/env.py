"""Runs the migrations on the application's database. Constraints carry names (kernel.database.NAMES), so each can be changed.

SQLite cannot change a table in place: batch mode copies it. The whole of a migration is one transaction on both engines.
"""

from __future__ import annotations

from alembic import context
from flask import current_app

from conference.kernel.database import db


def options() -> dict[str, object]:
    return {"target_metadata": db.metadata, "render_as_batch": True, "compare_type": True, "transaction_per_migration": True}


def offline() -> None:
    context.configure(url=current_app.config["SQLALCHEMY_DATABASE_URI"], literal_binds=True, **options())
    with context.begin_transaction():
        context.run_migrations()


def online() -> None:
    with db.engine.connect() as connection:
        # dropping the copied table of a batch would cascade into its children; the pragma counts outside transactions only
        raw = connection.connection.dbapi_connection
        if db.engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, **options())
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if db.engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    offline()
else:
    online()
