-- Conference papers: one row per count, conference, year and framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- No conference took place twice in a calendar year. The day of the 2019 count is that of the
-- article it was made for.
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
    identifier,
    vintage || ' count, ' || conference as segment,
    cast(date_trunc('year', month) as date) as period_start,
    cast(date_trunc('year', month) + interval 1 year as date) as period_end,
    cast(papers as double) as value,
    cast(total_papers as double) as base,
    'exact' as precision,
    case
        when conference = 'ICLR' and vintage = '2021' and month >= date '2021-01-01' then 'note: total counts submissions'
        when conference = 'NeurIPS' and vintage = '2019' and month >= date '2019-01-01' then 'note: preliminary, counted before the conference'
    end as quality,
    case vintage when '2019' then timestamp '2019-10-10 00:00:00' else timestamp '2021-10-22 00:00:00' end as observed_at,
    run_id,
    'Chillee/pytorch-vs-tensorflow@3ef0c7dee3002f66277251eda55df970b3cda293:'
        || case vintage when '2019' then 'index.html' else 'data_analysis/data.csv' end as locator
from counts
