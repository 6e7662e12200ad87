-- Measurements at other periods that an explanation names because the claim's figure is theirs; those
-- of one claim, or of all where $claim is null.
with named as (
    select
        fit.claim_id,
        fit.nearness,
        fit.measured,
        definition.title || ', ' || year(fit.period_start) as what,
        ' in ' || year(fit.period_start) || ' (“' || definition.title || '”)' as place,
        query.share_query,
        definition.pool,
        fit.period_start,
        fit.period_end
    from claim_fit as fit
    join claim on claim.claim_id = fit.claim_id
    join definition on definition.definition_id = fit.definition_id
    join definition_query as query
        on query.definition_id = fit.definition_id and query.project_id = claim.subject
    where claim.kind = 'share'
)
select
    named.claim_id,
    named.what,
    named.measured,
    named.share_query,
    named.pool,
    named.period_start,
    named.period_end
from named
join claim_verdict on claim_verdict.claim_id = named.claim_id
where
    ($claim::varchar is null or named.claim_id = $claim::varchar)
    and contains(claim_verdict.explanation, named.place)
order by named.claim_id, named.nearness
