-- Claims that cannot be true together, and which of them the data favour.
--
-- grain: contradiction_id
--
-- contradiction_id  the contradiction
-- title             what it is about
-- kind              numeric, date, fact or ranking
-- severity          hard: never together; soft: only under different readings
-- why               why they cannot be true together
-- within            one document, or between documents
-- favours           a or b: one side is supported or open, the other refuted or outdated; neither:
--                   both are; both: both are supported; undecided: everything else
-- finding           what the data say, in a sentence
-- position          order in the file
with standing as (
    select
        contradiction_id,
        side,
        bool_or(verdict = 'supported') as stands,
        bool_and(verdict in ('refuted', 'outdated')) as falls,
        string_agg(claim_id || ' ' || verdict, ', ' order by position) as verdicts
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
),
faced as (
    select
        entry.*,
        a.verdicts as a_verdicts,
        b.verdicts as b_verdicts,
        case
            when list_has_any(a_place.documents, b_place.documents) then 'one document'
            else 'between documents' end as within,
        case
            when a.stands and b.stands then 'both'
            when a.falls and b.falls then 'neither'
            when b.falls or a.stands then 'a'
            when a.falls or b.stands then 'b'
            else 'undecided' end as favours,
        case when a.stands or b.stands then 'confirm' else 'do not refute' end as strength
    from contradiction_entry as entry
    join standing as a on a.contradiction_id = entry.contradiction_id and a.side = 'a'
    join standing as b on b.contradiction_id = entry.contradiction_id and b.side = 'b'
    left join place as a_place
        on a_place.contradiction_id = entry.contradiction_id and a_place.side = 'a'
    left join place as b_place
        on b_place.contradiction_id = entry.contradiction_id and b_place.side = 'b'
)
select
    contradiction_id,
    title,
    kind,
    severity,
    why,
    within,
    favours,
    case favours
        when 'both' then 'The data confirm both: they speak of different things.'
        when 'neither' then 'The data refute both.'
        when 'undecided' then 'The data at hand decide for neither.'
        else 'The data ' || strength || ' the '
            || case favours when 'a' then 'first' else 'second' end || ' side'
            || case when strength = 'confirm' then '.' else ', but refute the other.' end end
        as finding,
    position
from faced
