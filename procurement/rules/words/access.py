"""Conditions and points that shut organisations out: their place, record, capital, heads and honours."""

import re

from procurement.rules.words.sentences import (
    CONDITIONS,
    CRITERIA,
    DEMANDS,
    POINTS,
    SHUTS_OUT,
    Sentence,
    is_demanded,
)

NUMBER = r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千万]+)"
MONEY = rf"(?:{NUMBER}\s*(?:万|亿|千|百)?\s*元|{NUMBER}\s*(?:万|亿)(?![人例次份名]))"
# 社区, 小区, 片区 and the like are no divisions, 地区 and 城市 none by themselves.
PLACE = (
    r"(?:本(?:地|省|市|州|县|区|地|乡|镇|辖区|行政区域?)|我(?:省|市|州|县|区|镇|乡)|当地|属地|本土"
    r"|县城|州府|外县|乡镇政府"
    r"|辖区|所在地|域内|辖内|县域|市域|州域|境内(?=的)|(?:项目|服务|实施|采购人)(?:所在)?(?:县|市"
    r"|州|区|地)|"
    r"(?:省|市|州|县|区|域|辖区)(?:内|直|级|外)|外(?:省|市|州|县|地)|异地|[\u4e00-\u9fff]{1,6}(?:(?<!城"
    r"|超|上)市|自治[州县]|(?<!九|神)州|县"
    r"|(?<!社|小|片|园|学|校|地|城|山|景|老|牧|病)区|(?<!各)省)(?!场|民|面|委|级|区|政采|别|分|容"
    r"|内外|际|政府采购网)|"
    r"[\u4e00-\u9fff]{2}(?=民政局)|(?<=在)(?!民政|市场|工商|国内|境内|全国|任何|中国|我国|各地|依法"
    r"|平台|主管|有关|相关|机构|单位)"
    r"[\u4e00-\u9fff]{2,4}(?=注册|登记(?:的|成立|注册|满)|设有|设立|设了|开设|成立|纳税|有固定|有办公"
    r"|有住所|租))"
)
REGISTERED = (
    r"(?:注册(?!资|会计|护士|医师|社工|志愿|安全|商标|费|服务费|账|用户|网|CA|成为|登录)|(?:注册"
    r"|法人|组织|机构|民政|工商|税务|依法|市场监管|部门|机关|局)[^,]{0,6}登记|"
    r"登记(?:的|成立|在册|机关|备案|证|满|地|所在|为|设立|并|管理机关|注册|管辖|许可)|住所|驻地|户籍"
    r"|落户|分支机构|分公司|子公司|分部|办事处|代表处|"
    r"(?:固定|常驻|常设)?(?:办公|经营|服务|营业|活动)(?:场所|场地|地点|用房|地址|网点|机构|站点|点)"
    r"|工作站|服务站|网点|房产证|产权证|租赁合同|营业执照|法人(?:登记)?证书?|"
    r"纳税|缴税|完税|税务|社保|发证|核发|办公室|办公点|总部|机构所在|登记管理机关|批准|审批|注册地"
    r"|登记证|租(?:有|用|赁)|房屋|实体|据点|户口|居住证|名录|在册|入驻|孵化|开户|基本户|驻点|常驻"
    r"|扎根|落地|归口|主管(?!部门)|固定电话|门店|驻地|执照|开户|颁发的?[^,]{0,6}证|成立|设立|备案)"
)
BODIES = (
    r"(?:社会组织|机构|单位|企业|公司|供应商|投标人|团体|组织|社团|民非|申请人|申报人|基金会|承接主体|服务商)"
)
_LOCAL = (
    re.compile(rf"{REGISTERED}[^,;]{{0,10}}(?:与|同|和)[^,;]{{0,8}}{PLACE}[^,;]{{0,6}}(?:一致|相同|同一)"),
    re.compile(
        r"(?:总部|住所|办公|机构|供应商|注册地|单位)[^,;]{0,10}(?:离|距|距离|远近|公里|车程)[^;]{0,16}"
    ),
    re.compile(rf"{PLACE}[^,;]{{0,18}}{REGISTERED}"),
    re.compile(rf"{REGISTERED}[^,;]{{0,10}}(?:在|于|为|属于?|位于|限于?|是)[^,;]{{0,6}}{PLACE}"),
    re.compile(
        rf"(?:注册|登记|住所|纳税|营业执照|办公)(?:地|所在地|场所|地址)?[^;]{{0,14}}(?:在|于|为|属|位于"
        rf"|限)[^,;]{{0,8}}{PLACE}"
    ),
)
_LOCAL_BODIES = (
    re.compile(
        rf"(?:只|仅|限|专门面向|优先|倾斜|照顾|首选|只从|定向)[^,;]{{0,12}}{PLACE}[^,;]{{0,10}}{BODIES}"
        rf"|(?:只|仅|限|专)[^,;]{{0,4}}{PLACE}[^,;]{{0,10}}|{PLACE}[^,;]{{0,8}}{BODIES}[^;]{{0,14}}(?:在前"
        rf"|靠前|胜出|中选|优先|加(?:\d+)?分|加成|方可|才能|才可|得\d+分|倾斜|优惠|上浮)"
        rf"|(?:非{PLACE}|{PLACE}以外|外(?:省|市|州|县|地)|异地|[省市州县]外|来自其他[省市州县区地]"
        rf"|其他[省市州县][市区]?的?|驻(?:昆|滇|地|州|县))[^,;]{{0,8}}(?:{BODIES}|申请|报名|投标|响应)"
    ),
)
_AFTER_AWARD = re.compile(
    r"(?:合同|协议)(?:签订|签署|生效)(?:之?后|起)|中标后|成交后|签约后|(?:中标|成交|入选|获选)(?:人"
    r"|供应商|单位|机构|后)?[^,]{0,12}(?:应|须|需)?在?[^,]{0,8}(?:签订|签约|进场)|服务期(?:内|间)"
)
_NO_REGISTER = re.compile(
    r"(?:采购网|平台|系统|网站|网上|APP|供应商库|账号|CA|数字证书)[^,]{0,8}(?:注册|登记)|(?:注册"
    r"|登记)[^,]{0,6}(?:账号|用户|平台|系统)|(?:到|至|前往|赴|在)[^,]{0,24}登记[^,]{0,4}(?:领取|报名"
    r"|签到|获取|购买)|来访登记|(?:报名|递交|领取|开标|送达|联系|集合|活动|培训|提交)(?:文件)?(?:地点"
    r"|地址)"
)
_ANYWHERE = re.compile(
    r"不(?:论|管|限|问|分)[^,]{0,12}(?:何地|哪里|地|来源|区域|地域|注册|登记)|无论[^,]{0,10}(?:何地"
    r"|哪里|哪个|注册|登记|来自)|登记地不限|不限登记地|地域不限|面向全(?:国|省)"
)


def local_registration(one: Sentence) -> bool:
    if _ANYWHERE.search(one.text) and not POINTS.search(one.text):
        return False
    for pattern in (*_LOCAL, *_LOCAL_BODIES):
        for found in pattern.finditer(one.text):
            if _NO_REGISTER.search(
                one.clause(found.start()) + one.text[: found.start()]
            ) or _AFTER_AWARD.search(one.text[: found.end()]):
                continue
            if is_demanded(one, found.start()) and is_demanded(one, found.end() - 1):
                return True
    return False


_RECORD = re.compile(
    r"上(?:一)?(?:周期|轮|批)[^,]{0,6}(?:受资助|承接|中标|获)|业绩|案例|经验|经历|履历|(?:做|承接"
    r"|承担|实施|开展|参与|执行|从事|服务|合作|举办|完成|运营"
    r"|中标|成交|服务)过|有过|曾(?:经)?(?:承|做|开|实|参|与|从|服|执|获)|"
    r"(?:同类|类似|相似|相近|相关|同等|此类|该类|往期|以往|既往|历史|前期)[^,]{0,6}(?:项目|合同|服务"
    r"|工作|任务|采购)|中标通知书|(?:上|前)(?:一)?(?:年度?|期|轮)[^,]{0,6}(?:承接|承担|实施|中标"
    r"|执行|项目)|"
    r"(?:已|曾)(?:经)?(?:连续)?(?:承接|承担|实施|开展|从事|完成)|累计[^,]{0,8}服务|服务[^,]{0,16}累计"
    r"|连续[^,]{0,8}(?:承接|从事|开展)|(?:承接|从事|开展)[^,]{0,14}(?:工作|服务|项目|干预|防治)?(?:满"
    r"|达|不少于)[^,]{0,4}年|"
    r"(?:近|最近|过去)[一二三四五六七八九十两\d]{1,2}年(?:内|来|中)?[^,]{0,14}(?:合同|项目|服务|承"
    r"|完成)|老(?:承接|合作|服务)(?:方|单位|机构)|原(?:承接|服务)(?:方|单位|机构)|首次(?:申请|参与"
    r"|参加|申报|承接|投标)|老机构|老(?:单位|组织)|工作基础|项目(?:基础|记录|经历|历史)|验收(?:报告"
    r"|证明|意见|合格)|结项|已完(?:成|工)|历年|续签|续约|派驻|用户评价|合同(?:的)?(?:首页|复印件"
    r"|原件|关键页|扫描件)|从业年限|服务年限|的年限|工作年限|(?:从事|服务|工作|参与"
    r"|派驻)[^,]{0,20}满[^,]{0,4}(?:年|个月)|最近[一二三四五六七八九十两\d]{1,2}年|履约(?:评价|记录"
    r"|证明)|成功(?:案例|经验)"
)
_CRIMES = re.compile(r"违法|违规|失信|处罚|不良|犯罪|行贿|信用|事故|投诉")
_OF_PERSONS = re.compile(
    r"(?:负责人|同伴|社工|人员|专家|医生|讲师|志愿者|骨干|组长|督导)[^,]{0,12}(?:经验|经历)"
)


def past_projects(one: Sentence) -> bool:
    for found in _RECORD.finditer(one.text):
        clause = one.clause(found.start())
        if _CRIMES.search(clause) or _AFTER_AWARD.search(clause):
            continue
        if re.search(r"(?:有|多)经验者?同等|以往数据", clause) or not _asks_record(one, clause):
            continue
        if is_demanded(one, found.start()):
            return True
    return False


def _asks_record(one: Sentence, clause: str) -> bool:
    """Points for experience in general are usual; a record asked for, or points by piece, year or buyer are meant."""
    if one.section == CONDITIONS or SHUTS_OUT.search(one.text):
        return True
    if one.section == CRITERIA or POINTS.search(one.text):
        return bool(
            re.search(
                rf"每|{NUMBER}(?:个|项|份|年|次|家|万|例)|与(?:采购人|我局|本局|我委|本市|本县)|合同|业绩|案例"
                rf"|中标|续签|履约|(?:没有|无|未)|(?:承接|承担|实施|参与|做|执行|服务|开展|合作)过",
                one.text,
            )
        )
    return bool(re.search(rf"{BODIES}|资格|报名|申请|投标|申报|参加|采购公告|准入", one.text)) and bool(
        DEMANDS.search(one.text)
    )


_CAPITAL = re.compile(
    r"注册(?:资金|资本)|开办资金|原始基金|(?:总|净|固定)?资产(?!管理|清单|盘点|登记|归|移交|评估)"
    r"|(?:年)?(?:营业|主营|业务|经营|销售)(?:总)?(?:额|收入|业绩)|年(?:度)?(?:总)?(?:收入|产值|流水"
    r"|经费规模)|"
    r"流动资金|自有资金|资金(?:实力|规模|存量)|存款|净利润|利润(?:率|总额)|纳税(?:总)?额|实缴|经济实力"
    r"|财务(?:规模|实力)|(?:账户|账面|账上|账户上|银行|公户)[^,]{0,8}(?:余额|存款|资金|款)|规模以上"
    r"|财力|资金证明|资信|价值(?:合计|总计)?|注资|创始资金|亏损|盈利|年检资产|财产|年度?(?:预算|经费"
    r"|支出)(?:规模|总额)"
    r"|垫资|项目资金总量"
)
_OF_PROJECT = re.compile(
    r"项目(?:形成|购置)的?(?:固定)?资产|国有资产|(?:账户|账面|资产)(?:须|应|要)?(?:单独|专款|分开)"
    r"|家庭|服务对象"
)


def capital(one: Sentence) -> bool:
    for found in _CAPITAL.finditer(one.text):
        clause = one.clause(found.start())
        if _OF_PROJECT.search(clause):
            continue
        sized = re.search(
            rf"{MONEY}|{NUMBER}\s*万|规模|实力|垫|分|越|负|亏|一半|倍|%|成(?=以上|,|。|$)|不少于|不低于|至少"
            rf"|证明|余额|排名|前{NUMBER}|(?:较|雄)?(?:大|高|强|厚|多)",
            one.text[found.start() :],
        ) or re.search(rf"{MONEY}", one.text)
        if sized and is_demanded(one, found.start()):
            return True
    return False


_STAFF = (
    r"(?:专职|全职|兼职|在职|固定|正式|签约|持证|专业|执业|注册|常驻|从业|管理|技术|工作|服务|项目"
    r"|团队|财务)?(?:工作)?(?:人员|员工|职工|职员|雇员|社工师?|社会工作者|社会工作师|"
    r"心理咨询师|心理师|咨询师|医师|医生|护士|督导|成员|会计|骨干|志愿者|教育员|讲师|专家|律师|营养师"
    r"|团队|(?:专|全)职(?:人数|数|者)?|从业人数|编制|人力)"
)
_COUNT = rf"(?:{NUMBER}\s*(?:余)?\s*(?:名|人(?!次|民|均)|位|个(?!月|百|工)))"
_STAFFED = (
    re.compile(rf"{_STAFF}[^;。]{{0,22}}?{_COUNT}"),
    re.compile(
        rf"{_COUNT}\s*(?:\(含\)|含)?(?:及)?(?:以上|以下)?(?:的|含|具有|取得|持有|持|专|全|有|拥|在|签"
        rf"|执|注|从|正|固|常|高|中|初|本科)?[^,;。]{{0,16}}{_STAFF}"
    ),
    re.compile(r"(?:人员|员工|从业人员|团队|专职|全职|社工|人力)(?:的)?(?:规模|人数|数量|总数)[^;。]{0,16}"),
    re.compile(rf"{_STAFF}[^;]{{0,10}}每(?:一|多|增加|增|有)?(?:1|一)?(?:名|人|位|个)"),
    re.compile(
        rf"(?:规模|编制|人数|人手|定员)[^;]{{0,12}}{_COUNT}|{_COUNT}\s*(?:以下|以上|及以上"
        rf"|及以下)[^,;]{{0,8}}{BODIES}|{BODIES}[^,;]{{0,8}}{_COUNT}(?:以下|以上)"
    ),
)
_AFTER_CONTRACT = re.compile(
    r"签约后|合同签订|中标后|成交后|(?:由|经)承接方|采购人(?:派|安排|指定)|服务对象"
    r"|培训[^,]{0,6}\d+(?:人|名)|评审(?:小组|委员会|专家)|验收"
)
_OFFICE = re.compile(r"联系人|评委|评审小组|评审专家|授权代表|委托代理人|法定代表人|负责人|项目经理|代表")
_BIDS = re.compile(
    rf"{BODIES}|资格|报名|申请|投标|申报|响应|参加|具备|具有|拥有|配足|现有|在职|社保|专职|全职|证书"
    rf"|得分|加分|评分|准入|规模|无效"
)


def staff_numbers(one: Sentence) -> bool:
    for pattern in _STAFFED:
        for found in pattern.finditer(one.text):
            if _AFTER_CONTRACT.search(one.text) or _OFFICE.search(found[0]):
                continue
            asked = one.section or _BIDS.search(one.text)
            stated = DEMANDS.search(one.text) or POINTS.search(one.text) or SHUTS_OUT.search(one.text)
            if not asked or not (stated or one.section):
                continue
            if _serves(one):
                continue
            if is_demanded(one, found.start()) and is_demanded(one, found.end() - 1):
                return True
    return False


def _serves(one: Sentence) -> bool:
    """What the service needs while it runs is no condition of bidding."""
    return not one.section and bool(
        re.search(
            r"^(?:[^,]{0,6}(?:承接方|中标人|成交供应商|服务方|乙方|项目组?|每(?:个|次|场)|外展|服务团队))",
            one.text,
        )
        and not re.search(r"资格|报名|投标|申请|申报|递交|截止|无效|评分|得分|加分|社保", one.text)
    )


_HONOUR = re.compile(
    r"荣誉|称号|表彰|表扬|嘉奖|奖(?:项|状|牌|励(?!经费|资金|金))|获奖|得奖|先进|优秀(?=[^,]{0,8}(?:单位"
    r"|机构|组织|证书|称号|等次|个人|集体|项目|奖))|示范(?:单位|点|机构|社会组织|项目)|评估(?:等级"
    r"|结果)|等级评估|[1-5一二三四五]A|"
    r"(?:考核|评价|评议|年检)[^,]{0,12}(?:良好|优秀|合格|优|良|A|等次|等级)|评优|最美|最佳|十佳|标兵"
    r"|锦旗|感谢信|名次|信誉(?:项|等级)|品牌(?:机构|项目)|(?:感谢|推荐)(?:信|函)|证书(?=[^,]{0,10}得)"
    r"|红名单|上榜|命名|授牌|挂牌|入选|典型|标杆|星级|五星|文明(?:单位|号)|模范|通报|光荣榜|信用(?:等级"
    r"|评价|排名)|年度考评|通报表扬|批示|领导[^,]{0,6}肯定|拿过[^,]{0,8}奖|红旗|优等|评为|授予|金牌|树为|点名"
)
_OF_PLACE = re.compile(
    rf"{PLACE}|[省市州县区]级|本单位|[\u4e00-\u9fff]{{1,4}}某[市县州]|(?:省|市|州|县|区)(?:委|政府"
    rf"|卫|民政|疾控|里)|(?:我|本)(?:局|委|办|中心|单位|部门)|采购人|招标人|(?:卫生健康|卫健|民政"
    rf"|疾控|文明办|团)[^,]{{0,4}}(?:委|局|厅|部门|中心)|政府|党委|地方|(?:[\u4e00-\u9fff]{{2,4}})(?:市"
    rf"|州|县)"
)


def local_honours(one: Sentence) -> bool:
    for found in _HONOUR.finditer(one.text):
        if not _OF_PLACE.search(one.text) or re.search(r"全国|国家级", one.clause(found.start())):
            continue
        asked = (
            one.section
            or POINTS.search(one.text)
            or re.search(rf"{BODIES}|报名|申请|投标|申报|参加|资格", one.text)
        )
        if asked and is_demanded(one, found.start()):
            return True
    return False
