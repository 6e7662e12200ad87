-- Verdicts that changed, the newest first; not the first verdict of a claim.
select
    change.build_id,
    change.changed_at,
    change.claim_id,
    claim.statement,
    pack.pack_id,
    pack.title as pack_title,
    change.before,
    change.after,
    verdict.explanation,
    string_agg(coalesce(source.title, cause.name), '; ' order by cause.position) as because
from verdict_change as change
join claim using (claim_id)
join claim_verdict as verdict using (claim_id)
left join (
    select
        build_id,
        claim_id,
        unnest(string_split(because, ', ')) as name,
        generate_subscripts(string_split(because, ', '), 1) as position
    from verdict_change
) as cause using (build_id, claim_id)
left join source on source.source_id = cause.name
left join claim_pack using (claim_id)
left join pack using (pack_id)
where change.before is not null
group by all
order by change.changed_at desc, change.claim_id
limit 200
