-- Conference papers: one row per count, conference, month and framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A conference counts for the month in which it took place: one that was still to come on the day of
-- the count is incomplete.
with counts as (
    select 'pytorch' as identifier, pytorch_papers as papers, month, conference, vintage,
        total_papers, run_id
    from landing.conference_papers
    union all
    select 'tensorflow' as identifier, tensorflow_papers as papers, month, conference, vintage,
        total_papers, run_id
    from landing.conference_papers
)
select
    'conference_papers' as signal_id,
    'paper_framework' as registry,
    counts.identifier,
    counts.vintage || ' count, ' || counts.conference as segment,
    counts.month as period_start,
    cast(counts.month + interval 1 month as date) as period_end,
    cast(counts.papers as double) as value,
    cast(counts.total_papers as double) as base,
    'exact' as precision,
    case when counts.conference = 'ICLR' and counts.vintage = '2021'
        and counts.month >= date '2021-01-01' then 'note: total counts submissions' end as quality,
    cast(day.counted_on as timestamp) as observed_at,
    counts.run_id,
    (select min(locator) from landing.conference_papers) || ':'
        || case counts.vintage when '2019' then 'index.html' else 'data_analysis/data.csv' end
        as locator
from counts
join landing.conference_papers_counts as day
    on day.vintage = counts.vintage and day.run_id = counts.run_id
