-- Each measured number of a claim, or of all where $claim is null, with its SQL.
select
    test_id,
    moment,
    measured,
    sql
from claim_evidence
where measured is not null and claim_id = coalesce($claim, claim_id)
order by claim_id, position, moment
