-- The claims that would be tested under definitions of a source that measure nothing yet, or that
-- wait for the source as a whole; context decides nothing and is left out.
with test as (
    select
        claim_test.claim_id,
        count(distinct claim_test.definition_id) as tests
    from claim_test
    join definition on definition.definition_id = claim_test.definition_id
    join signal on signal.signal_id = definition.signal_id
    left join (select distinct definition_id from share) as measured
        on measured.definition_id = claim_test.definition_id
    where signal.source_id = $source and claim_test.role <> 'context'
        and measured.definition_id is null
    group by claim_test.claim_id
)
select
    claim.claim_id,
    claim.statement,
    claim_verdict.verdict,
    coalesce(test.tests, 0) as tests
from claim
join claim_verdict on claim_verdict.claim_id = claim.claim_id
left join test on test.claim_id = claim.claim_id
where test.claim_id is not null or claim.needs_source = $source
order by claim.position
