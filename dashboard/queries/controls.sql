-- The deciding tests of a claim tried on others, at the moment that decides: what they say there.
select
    claim_control.test_id,
    claim_test.title,
    claim_test.position,
    claim_control.control,
    project.name,
    claim_control.measured,
    claim_control.outcome,
    claim_control.period_start,
    claim_control.period_end
from claim_control
join claim_test on claim_test.test_id = claim_control.test_id
join claim_verdict on claim_verdict.claim_id = claim_control.claim_id
join claim_evidence as own
    on own.test_id = claim_control.test_id
    and own.moment = claim_control.moment
    and own.measured is not null
left join project on project.project_id = claim_control.control
where
    claim_control.claim_id = $claim
    and claim_control.moment = claim_verdict.decided_at
    and claim_test.role <> 'context'
order by
    claim_test.position,
    claim_control.control = 'swapped' desc,
    list_position(['holds', 'inconclusive', 'fails'], claim_control.outcome),
    claim_control.measured desc,
    project.name
