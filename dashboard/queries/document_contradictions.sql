-- The contradictions that a document is part of: whether it makes both sides, else who makes the other.
with side as (
    select
        part.contradiction_id,
        part.side,
        bool_or(seen.document_id = $document) as here,
        string_agg(distinct document.title, '; ' order by document.title)
            filter (where seen.document_id <> $document) as elsewhere
    from contradiction_side as part
    join claim_occurrence as seen on seen.claim_id = part.claim_id
    join document on document.document_id = seen.document_id
    group by part.contradiction_id, part.side
)
select
    contradiction.contradiction_id,
    contradiction.title,
    contradiction.severity,
    contradiction.finding,
    a.here and b.here as inside,
    case when a.here and not b.here then b.elsewhere when b.here and not a.here then a.elsewhere end
        as others
from contradiction
join side as a on a.contradiction_id = contradiction.contradiction_id and a.side = 'a'
join side as b on b.contradiction_id = contradiction.contradiction_id and b.side = 'b'
where a.here or b.here
order by inside desc, contradiction.severity, contradiction.position
