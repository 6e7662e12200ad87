-- The archive's links between papers and code, counted.
--
-- in    variables links and papers (lists of Parquet files), closed (last day of the service)
-- out   temporary tables papers_with_code and papers_with_code_papers, see the card
create temp table link as
with paper as (
    -- one row per paper, or a link would count once for each
    select
        paper_url,
        min(try_cast(date as date)) as day,
        min(proceeding) as proceeding
    from read_parquet(getvariable('papers'))
    group by paper_url
),

pair as (
    -- a link is a pair; one that is listed twice counts once
    select
        paper_url,
        repo_url,
        framework,
        -- 2501.01234v2 and cs/0501012v1 both begin with year and month
        min(try_cast(try_strptime(
            regexp_extract(paper_arxiv_id, '^(?:[a-z-]+(?:\.[A-Za-z-]+)?/)?(\d{4})', 1), '%y%m'
        ) as date)) as arxiv_month,
        bool_or(is_official) as is_official,
        bool_or(mentioned_in_paper) as in_paper,
        bool_or(mentioned_in_github) as in_github
    from read_parquet(getvariable('links'))
    group by paper_url, repo_url, framework
),

known as (
    -- a paper dated after the end of the service is dated wrongly, or not yet published
    select
        pair.*,
        paper.proceeding,
        regexp_extract(
            paper.proceeding, '^(.+?) (\d{4}) (\d{1,2})$', ['conference', 'year', 'month']
        ) as held,
        case when paper.day <= getvariable('closed') then paper.day end as day,
        case when pair.arxiv_month <= getvariable('closed') then pair.arxiv_month end as arxiv_day
    from pair
    left join paper on paper.paper_url = pair.paper_url
)

select
    paper_url,
    cast(date_trunc('month', coalesce(day, arxiv_day)) as date) as month,
    case
        when day is not null then 'date'
        when arxiv_day is not null then 'arxiv id'
        else 'unknown' end as month_from,
    coalesce(nullif(held.conference, ''), proceeding) as conference,
    try_cast(held.year as integer) as conference_year,
    case
        when held.conference in ('NeurIPS', 'NIPS', 'ICML', 'ICLR') then 'machine-learning'
        when held.conference in ('CVPR', 'ICCV', 'ECCV', 'ACL', 'NAACL', 'EMNLP')
            then 'language and vision' end as conference_field,
    framework,
    cast(is_official as integer) as is_official,
    cast(in_paper as integer) as in_paper,
    cast(in_github as integer) as in_github
from known;

create temp table papers_with_code as
select
    month,
    month_from,
    conference,
    conference_year,
    conference_field,
    framework,
    is_official,
    in_paper,
    in_github,
    count(*) as links,
    count(distinct paper_url) as papers
from link
group by all
order by all;

-- A paper has several repositories: papers of the cells above must not be added up.
create temp table papers_with_code_papers as
with placed as (
    select 'papers' as among, year(month) as year, link.* from link where month is not null
    union all
    select 'conference papers', conference_year, link.* from link
    where conference_year is not null
    union all
    select conference_field || ' conference papers', conference_year, link.* from link
    where conference_field is not null
),

chosen as (
    select among, year, 'all' as links, paper_url, framework from placed
    union all
    select among, year, 'official' as links, paper_url, framework from placed
    where is_official = 1
),

whole as (
    select
        among,
        year,
        links,
        count(distinct paper_url) as papers_linked,
        count(distinct paper_url) filter (where framework <> 'none') as papers_named,
        count(distinct paper_url) filter (where framework in ('pytorch', 'tf')) as papers_of_two
    from chosen
    group by among, year, links
)

select
    among,
    cast(year as integer) as year,
    links,
    framework,
    count(distinct paper_url) as papers,
    papers_linked,
    papers_named,
    papers_of_two
from chosen
join whole using (among, year, links)
group by all
order by all;
