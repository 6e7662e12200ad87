-- What each source contributed to a build, as one hash; a run that found nothing new adds nothing.
select source_id, left(sha256(string_agg(said, chr(10) order by place)), 16) as sha256
from (
    select source_id, said, place, lag(said) over (partition by source_id order by place) as before
    from (
        select
            source_id,
            sha256 || case when status = 'suspect' then ' suspect' else '' end as said,
            row_number() over (order by started_at nulls first, run_id) as place
        from source_run
        where status not in ('failed', 'set aside') and sha256 is not null
    )
)
where said is distinct from before
group by source_id
