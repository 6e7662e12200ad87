-- The evidence of a claim in words, a row a test, at the time that decides and now.
select
    evidence.test_title as measure,
    evidence.role,
    evidence.period,
    evidence.shown || coalesce(' (between ' || evidence.interval_shown || ')', '') as measured,
    evidence.outcome,
    evidence.missing,
    newest.shown as now,
    case when evidence.missing = 'not collected' and source.live then source.source_id end as waits
from claim_evidence as evidence
join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
join claim_evidence as newest on newest.test_id = evidence.test_id and newest.moment = 'now'
left join definition on definition.definition_id = evidence.definition_id
left join signal on signal.signal_id = definition.signal_id
left join source on source.source_id = signal.source_id
where evidence.claim_id = $claim and evidence.moment = verdict.decided_at
order by evidence.position
