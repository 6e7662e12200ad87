-- Every document with how many claims it makes, in how many places, in the order of its id.
select
    document.document_id,
    document.title,
    document.as_of,
    document.as_of_basis,
    document.not_before,
    document.not_before_basis,
    document.sha256,
    document.characters,
    count(distinct claim_occurrence.claim_id) as claims,
    count(claim_occurrence.claim_id) as places
from document
left join claim_occurrence on claim_occurrence.document_id = document.document_id
group by all
order by document.document_id
