-- The claims with what is written of them, by which they are found.
with place as (
    select claim_id, count(distinct document_id) as documents, count(*) as places
    from claim_occurrence
    group by claim_id
)
select
    claim.claim_id,
    claim.statement,
    claim.cluster_title,
    claim.scope,
    claim.reading,
    coalesce(about.title, '') as about,
    concat_ws(' ', subject.name, comparator.name) as names,
    concat_ws(' ', claim.asserted, claim_verdict.claimed) as figure,
    coalesce(claim.as_of, '') as as_of,
    coalesce(place.documents, 0) as documents,
    claim.subject
from claim
join claim_verdict on claim_verdict.claim_id = claim.claim_id
left join (select distinct aspect, title from aspect) as about on about.aspect = claim.aspect
left join project as subject on subject.project_id = claim.subject
left join project as comparator on comparator.project_id = claim.comparator
left join place on place.claim_id = claim.claim_id
order by claim.position
