-- How many claims of each document have which verdict.
select
    document.document_id as document,
    count(distinct claim.claim_id) as claims,
    count(distinct claim.claim_id) filter (where verdict = 'supported') as supported,
    count(distinct claim.claim_id) filter (where verdict = 'refuted') as refuted,
    count(distinct claim.claim_id) filter (where verdict = 'depends on the definition') as depends,
    count(distinct claim.claim_id) filter (where verdict = 'partly true') as partly,
    count(distinct claim.claim_id) filter (where verdict = 'outdated') as outdated,
    count(distinct claim.claim_id) filter (
        where undecided in ('live collection', 'better data')
    ) as waiting,
    count(distinct claim.claim_id) filter (
        where undecided in ('opinion', 'benchmark', 'no public data')
    ) as unmeasurable
from document
join claim_occurrence as place on place.document_id = document.document_id
join claim on claim.claim_id = place.claim_id
join claim_verdict on claim_verdict.claim_id = claim.claim_id
group by document.document_id
order by document.document_id
