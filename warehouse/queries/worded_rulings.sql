-- Verdicts in codes, with the source whose collection would decide one, and whether it can be asked;
-- and with what the claims say whose figures stand beside it.
with beside as (
    select
        named.claim_id,
        list(claim.statement order by named.place) as statements
    from (
        select claim_id, unnest(together) as other, generate_subscripts(together, 1) as place
        from ruling
    ) as named
    join claim on claim.claim_id = named.other
    group by named.claim_id
)
select
    ruling.*,
    beside.statements,
    coalesce(source.title, ruling.needs_source) as needs_title,
    coalesce(source.live, false) as needs_live
from ruling
left join source on source.source_id = ruling.needs_source
left join beside on beside.claim_id = ruling.claim_id
