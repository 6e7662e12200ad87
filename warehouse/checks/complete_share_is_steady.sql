-- A complete share of a group does not jump by more than 10 points and back: where a level does, or
-- any share does with the number of members counted, a large member is missing unnoticed.
with neighbour as (
    select
        share.definition_id,
        share.project_id,
        share.period_start,
        signal.measure,
        share.members,
        share.share,
        lag(share.share) over own as share_before,
        lead(share.share) over own as share_after,
        lag(share.members) over own as members_before,
        lead(share.members) over own as members_after
    from share
    join definition on definition.definition_id = share.definition_id
    join signal on signal.signal_id = definition.signal_id
    where
        share.complete and share.usable and definition.over = 'group'
        -- small samples do jump, and so do counts in a burst that is known
        and signal.quality <> 'sample' and share.denominator >= 1000
        and not exists (
            select 1
            from series_break
            where
                series_break.signal_id = definition.signal_id
                and series_break.kind = 'outlier'
                and series_break.starts < share.period_end
                and series_break.ends > share.period_start
        )
    window own as (
        partition by share.definition_id, share.project_id
        order by share.period_start, share.period_end
    )
)
select definition_id, project_id, period_start, share_before, share, share_after
from neighbour
where
    (share - share_before) * (share - share_after) > 0
    and abs(share - share_before) > 0.1
    and abs(share - share_after) > 0.1
    and (measure = 'stock' or members < members_before or members < members_after)
