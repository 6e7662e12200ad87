-- The claims that are not so by the strongest evidence, the farthest off first; see table finding.
select
    claim.claim_id,
    claim.kind,
    claim.statement,
    claim.subject,
    claim.comparator,
    claim.asserted_low,
    verdict.verdict,
    verdict.answer,
    verdict.explanation,
    verdict.claimed,
    verdict.accepted,
    verdict.primary_definition_id as definition_id,
    verdict.primary_measured as measured,
    verdict.primary_shown as shown,
    verdict.primary_period as period,
    len(verdict.parts) as parts,
    len(list_filter(verdict.parts, lambda one: one.ruling = 'holds')) as parts_holding,
    finding.ended,
    finding.distance,
    finding.documents
from finding
join claim on claim.claim_id = finding.claim_id
join claim_verdict as verdict on verdict.claim_id = finding.claim_id
order by finding.place
limit $most
