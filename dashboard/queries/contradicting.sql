-- In how many contradictions each article makes a side; one that makes none is left out.
select
    claim_occurrence.document_id,
    count(distinct contradiction_side.contradiction_id) as contradictions
from contradiction_side
join claim_occurrence on claim_occurrence.claim_id = contradiction_side.claim_id
group by claim_occurrence.document_id
order by claim_occurrence.document_id
