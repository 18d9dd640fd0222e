"""What the store knows of itself, by name; stays with the installation and is not exported."""

from __future__ import annotations

from sqlalchemy import Connection, select

from curator.store.engine import insert
from curator.store.schema import facts


def fact(connection: Connection, name: str) -> str:
    """Return the value of a fact, "" where it is not known."""
    return str(connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none() or "")


def put_fact(connection: Connection, name: str, value: str) -> None:
    """Set a fact."""
    statement = insert(connection, facts).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
