-- Shares of the given projects under the given definitions, one figure a month, with their sources.
-- Of several figures in a month the newest that may head a page. Suspect: a break forbids to use it
-- as evidence, its period was not over when it was read, or its group not whole. Shares of fewer
-- cases than $fewest are left out, and those from before the last $years calendar years, where that
-- is a number. A share that may be anything above its figure is at least that.
select
    share.definition_id,
    definition.title,
    definition.signal_id,
    definition.group_id,
    source.title as source_title,
    share.project_id,
    project.name,
    share.period_start,
    share.period_end,
    share.share as value,
    share.numerator,
    share.low,
    share.high,
    share.quality,
    share.own_factor as factor,
    coalesce(
        share.bound, case when share.high >= 1 and share.low = share.share and share.low < 1
            then 'at least' end
    ) as bound,
    not share.usable or not share.complete as suspect,
    share.flags
from share
join definition on definition.definition_id = share.definition_id
join signal on signal.signal_id = definition.signal_id
join source on source.source_id = signal.source_id
join project on project.project_id = share.project_id
where
    list_contains($definitions, share.definition_id)
    and list_contains($projects, share.project_id)
    and ($years is null or year(share.period_start) > (select year(max(period_end)) from share
        where list_contains($definitions, definition_id)) - $years)
    and share.denominator >= $fewest
qualify row_number() over (
    partition by share.definition_id, share.project_id, date_trunc('month', share.period_end - 1)
    order by
        share.usable and share.complete desc, share.period_end desc, share.period_start
) = 1
order by share.definition_id, share.project_id, share.period_start, share.period_end
