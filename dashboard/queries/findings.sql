-- The claims that are not so by the strongest evidence, the farthest off first; see table finding.
select
    claim.claim_id,
    claim.kind,
    claim.statement,
    verdict.verdict,
    verdict.explanation,
    finding.distance,
    finding.documents
from finding
join claim on claim.claim_id = finding.claim_id
join claim_verdict as verdict on verdict.claim_id = finding.claim_id
order by finding.place
limit $most
