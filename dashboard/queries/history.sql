-- When the verdict of a claim changed, and which sources, or what else, it was because of.
with cause as (
    select
        change.build_id,
        change.position,
        coalesce(source.title, change.cause) as title,
        source.source_id is not null as is_source
    from (
        select
            build_id,
            unnest(string_split(because, ', ')) as cause,
            generate_subscripts(string_split(because, ', '), 1) as position
        from verdict_change
        where claim_id = $claim
    ) as change
    left join source on source.source_id = change.cause
)
select
    verdict_change.build_id,
    verdict_change.changed_at,
    verdict_change.before,
    verdict_change.after,
    verdict_change.measured_before,
    verdict_change.measured_after,
    string_agg(cause.title, '; ' order by cause.position) filter (where cause.is_source) as sources,
    string_agg(cause.title, '; ' order by cause.position) filter (where not cause.is_source)
        as others
from verdict_change
left join cause on cause.build_id = verdict_change.build_id
where verdict_change.claim_id = $claim
group by all
order by verdict_change.changed_at
