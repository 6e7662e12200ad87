-- The shortest statement with a figure that was judged: what can be typed; no row where none is.
select claim.statement
from claim
join claim_verdict on claim_verdict.claim_id = claim.claim_id
where contains(claim.statement, '%')
    and claim_verdict.verdict in ('supported', 'refuted')
    and length(claim.statement) <= 80
order by length(claim.statement), claim.claim_id
limit 1
