-- A complete share of a group does not jump by more than 10 points and back: where a level does, or
-- a flow does whose missing members are large together, somebody is missing unnoticed.
with absent as (
    select definition_id, period_start, period_end, sum(part) as part
    from group_absence
    group by definition_id, period_start, period_end
),
neighbour as (
    select
        share.definition_id,
        share.project_id,
        share.period_start,
        share.period_end,
        signal.source_id,
        signal.signal_id,
        definition.segments,
        signal.measure = 'stock' or absent.part > 0.05 as is_steady,
        share.share,
        lag(share.share) over own as share_before,
        lead(share.share) over own as share_after
    from share
    join definition on definition.definition_id = share.definition_id
    join signal on signal.signal_id = definition.signal_id
    left join absent
        on absent.definition_id = share.definition_id
        and absent.period_start = share.period_start
        and absent.period_end = share.period_end
    where
        share.complete and share.usable and definition.over = 'group'
        -- small samples and small counts do jump
        and signal.quality <> 'sample' and share.denominator >= 1000
    window own as (
        partition by share.definition_id, share.project_id
        order by share.period_start, share.period_end
    )
)
select
    neighbour.source_id,
    seen.run_id,
    definition_id,
    neighbour.project_id,
    neighbour.period_start,
    share_before,
    share,
    share_after
from neighbour
-- the runs whose figures it is made of
join latest_observation as seen
    on seen.signal_id = neighbour.signal_id
    and list_contains(neighbour.segments, seen.segment)
    and seen.period_start >= neighbour.period_start
    and seen.period_end <= neighbour.period_end
    and not seen.suspect
where
    is_steady
    and (share - share_before) * (share - share_after) > 0
    and abs(share - share_before) > 0.1
    and abs(share - share_after) > 0.1
group by all
