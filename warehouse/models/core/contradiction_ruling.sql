-- What the verdicts make of each contradiction, in codes.
--
-- grain: contradiction_id
--
-- contradiction_id  the contradiction
-- within            one document, or between documents
-- favours           a or b: one side is supported or open, the other refuted or outdated; neither:
--                   both are; both: both are supported; undecided: everything else
-- stands            true when a side is supported
with standing as (
    select
        contradiction_id,
        side,
        bool_or(verdict = 'supported') as stands,
        bool_and(verdict in ('refuted', 'outdated')) as falls
    from contradiction_side
    group by contradiction_id, side
),
place as (
    select
        part.contradiction_id,
        part.side,
        list(distinct seen.document_id order by seen.document_id) as documents
    from contradiction_claim as part
    join claim_occurrence as seen on seen.claim_id = part.claim_id
    group by part.contradiction_id, part.side
)
select
    entry.contradiction_id,
    case
        when list_has_any(a_place.documents, b_place.documents) then 'one document'
        else 'between documents' end as within,
    case
        when a.stands and b.stands then 'both'
        when a.falls and b.falls then 'neither'
        when b.falls or a.stands then 'a'
        when a.falls or b.stands then 'b'
        else 'undecided' end as favours,
    a.stands or b.stands as stands
from contradiction_entry as entry
join standing as a on a.contradiction_id = entry.contradiction_id and a.side = 'a'
join standing as b on b.contradiction_id = entry.contradiction_id and b.side = 'b'
left join place as a_place
    on a_place.contradiction_id = entry.contradiction_id and a_place.side = 'a'
left join place as b_place
    on b_place.contradiction_id = entry.contradiction_id and b_place.side = 'b'
