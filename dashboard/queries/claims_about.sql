-- The claims about any of the given projects, or that compare with one, in the order of the files.
select
    claim.claim_id,
    claim.subject,
    claim.comparator,
    claim.statement,
    claim_verdict.verdict
from claim
join claim_verdict on claim_verdict.claim_id = claim.claim_id
where list_contains($projects, claim.subject) or list_contains($projects, claim.comparator)
order by claim.position
