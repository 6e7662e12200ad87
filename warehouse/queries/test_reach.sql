-- From when to when there are figures of a test's project at all.
select
    claim_test.test_id,
    min(share.period_start) as starts,
    max(share.period_end) as ends,
    any_value(claim.as_of) as as_of
from claim_test
join claim on claim.claim_id = claim_test.claim_id
join share
    on share.definition_id = claim_test.definition_id and share.project_id = claim.subject
where claim_test.role <> 'context'
group by claim_test.test_id
