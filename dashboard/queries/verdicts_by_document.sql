-- Claims per document, verdict and what makes them unmeasurable.
--
-- A claim made twice counts once, a document without any has 0; unmeasurable is null for most.
select
    document.document_id,
    document.title,
    claim_verdict.verdict,
    case when undecided in ('opinion', 'benchmark', 'no public data') then undecided end
        as unmeasurable,
    count(distinct claim_verdict.claim_id) as claims
from document
left join claim_occurrence on claim_occurrence.document_id = document.document_id
left join claim_verdict on claim_verdict.claim_id = claim_occurrence.claim_id
group by document.document_id, document.title, claim_verdict.verdict, unmeasurable
order by document.document_id, claim_verdict.verdict, unmeasurable
