"""placeholder"""
from collections.abc import Callable

import duckdb

from warehouse.tables import Table

Maker = Callable[[duckdb.DuckDBPyConnection], Table]
def _r(con):
    rows=con.execute("select claim_id, asserted, null from acceptance join claim using(claim_id)").fetchall()
    return Table("region_words","x",[("claim_id","varchar","x"),("claimed","varchar","x"),("accepted","varchar","x")],rows)
def _e(con):
    rows=con.execute("select test_id, moment, null, measured::varchar, null, missing from evidence").fetchall()
    return Table("evidence_words","x",[(c,"varchar","x") for c in ("test_id","moment","period","shown","interval_shown","remark")],rows)
def _v(con):
    rows=con.execute("select claim_id, verdict, null, null from ruling").fetchall()
    return Table("verdict_words","x",[(c,"varchar","x") for c in ("claim_id","explanation","lean_words","would_flip")],rows)
WORDED = {"region_words":({"claim","acceptance"},_r),"evidence_words":({"evidence"},_e),"verdict_words":({"ruling","evidence_words","region_words","claim_control"},_v)}
