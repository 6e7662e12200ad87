-- The SQL of each number of a claim that is recomputed.
select
    test_title as definition,
    sql
from claim_evidence
where claim_id = $claim and moment = 'then' and sql is not null
order by position
