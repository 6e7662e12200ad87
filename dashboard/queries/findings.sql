-- The refuted claims farthest from what was measured: one per topic, the farthest first.
--
-- Only claims that give a figure or say who is ahead: there no word has to be read as a figure.
-- The distance is how many times the nearest accepted figure is the
-- measured one, or the reverse; where several signals decide together, that of the middle one.
-- Of claims equally far off, the one in more articles comes first.
with test as (
    select
        evidence.claim_id,
        source.title as source_title,
        evidence.period_end,
        greatest(accepted_low / measured, measured / accepted_high) as distance
    from claim_evidence as evidence
    join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
    join claim on claim.claim_id = evidence.claim_id
    join definition on definition.definition_id = evidence.definition_id
    join signal on signal.signal_id = definition.signal_id
    join source on source.source_id = signal.source_id
    where
        verdict.verdict = 'refuted'
        and (claim.kind = 'order' or claim.asserted is not null)
        and claim.kind in ('share', 'ratio', 'order', 'growth', 'level')
        and evidence.decides
        and evidence.moment = 'then'
        and (evidence.role = 'primary' or verdict.scorecard)
        and measured > 0
),
distant as (
    select
        claim_id,
        median(distance) as distance,
        list(distinct source_title order by source_title) as sources,
        max(period_end) as newest
    from test
    group by claim_id
),
place as (
    select claim_id, count(distinct document_id) as documents
    from claim_occurrence
    group by claim_id
)
select
    claim.claim_id, claim.kind, claim.statement,
    subject.name as subject_name, comparator.name as comparator_name,
    verdict.explanation, distant.distance, distant.sources, distant.newest, coalesce(documents, 0) as documents
from distant
join claim on claim.claim_id = distant.claim_id
join claim_verdict as verdict on verdict.claim_id = distant.claim_id
left join place on place.claim_id = distant.claim_id
left join project as subject on subject.project_id = claim.subject
left join project as comparator on comparator.project_id = claim.comparator
qualify row_number() over (
    partition by claim.cluster order by distance desc, documents desc, claim.position
) = 1
order by distant.distance desc, documents desc, claim.position
limit $most
