-- What is said first of a claim.
select
    claim_id,
    statement,
    answer,
    verdict,
    explanation,
    would_flip,
    accepted
from claim_verdict
join claim using (claim_id)
where claim_id = $claim
