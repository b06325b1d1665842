"""Where an encrypted text may still be found once it was erased from its table."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from deadlines.errors import Reason

ON_A_SERVER = Reason(
    "erase.on_a_server",
    "删除前的密文在 VACUUM 运行之前仍在表的文件里，在写前日志、流复制和备份里则留到它们各自过期；"
    "请由数据库管理员运行 VACUUM dw_person，并使旧的日志归档和备份到期销毁，或者轮换密钥后销毁旧密钥",
    "the encrypted text stays in the file of the table until VACUUM has run, and in write-ahead log, replicas and "
    "backups until they expire: have VACUUM dw_person run and old archives and backups destroyed, or change the key "
    "and destroy the old one",
)

IN_THE_LOG = Reason(
    "erase.in_the_log",
    "另一进程正在读数据库，删除前的密文暂时还在 -wal 文件里；它结束后再运行一次即可清除",
    "another process is reading the database: the encrypted text is still in the -wal file; once it has ended, run "
    "this again to clear it",
)


_PATIENCE_MS = 2000
"""How long a reader is waited for."""


def emptied(connection: Connection) -> Reason | None:
    """Bring the write-ahead log of SQLite into its file and cut it to nothing; say why if that could not be done.

    In the file what is erased is overwritten, as each connection demands.
    """
    patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    is_busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience)}")
    return IN_THE_LOG if is_busy else None
