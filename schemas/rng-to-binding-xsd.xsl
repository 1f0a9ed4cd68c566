<?xml version="1.0" encoding="UTF-8"?>
<!--
  libvirt's RELAX NG grammar in, one binding XSD per namespace out.

      source document   domain.rng of a libvirt release
      result            the XSD of the elements without a namespace; beside it, one more for each namespace

  Why not xjc on the RELAX NG, nor on an XSD made by trang: a RELAX NG grammar may give one element name several
  contents in the same parent (a disk by file, by block device, by network...), and XML Schema may not. The way out is
  the one that turns a nondeterministic automaton into a deterministic one, subset construction: a *type* is the set of
  all element patterns of one name that can stand in the same parent. Its attributes are the union of theirs, its
  children the union of theirs, each child again the set of the patterns of its name. Starting at the grammar's start
  that ends after some 500 types.

  The XSD is there to be bound, not to validate: every attribute and child is optional, and values stay the text that
  was written (0x1b, 010 and 10 are different texts) unless the grammar lists them. libvirt's RELAX NG validates.
-->
<xsl:stylesheet version="3.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:map="http://www.w3.org/2005/xpath-functions/map"
    xmlns:rng="http://relaxng.org/ns/structure/1.0"
    xmlns:jaxb="https://jakarta.ee/xml/ns/jaxb"
    xmlns:inheritance="urn:jaxb.jvnet.org:plugin:inheritance"
    xmlns:domainsmith="https://domainsmith.io/xmlns/gvtg/1.0"
    xmlns:display="https://domainsmith.io/xmlns/display/1.0"
    xmlns:f="urn:domainsmith:functions"
    exclude-result-prefixes="#all"
    expand-text="yes">

  <xsl:output method="xml" indent="yes"/>

  <!-- The order in which libvirt prints, where it is not the grammar's; and class names that the rules below do not find. -->
  <xsl:param name="print-order" as="xs:anyURI" select="resolve-uri('print-order', static-base-uri())"/>
  <xsl:param name="class-names" as="xs:anyURI" select="resolve-uri('class-names', static-base-uri())"/>
  <!-- What the derived files say they were derived from. -->
  <xsl:param name="release" as="xs:string"/>

  <!-- ==== the grammar ============================================================================================ -->

  <xsl:variable name="grammars" as="element(rng:grammar)+" select="f:included(/rng:grammar, ())"/>

  <xsl:variable name="defines" as="map(xs:string, element(rng:define)*)">
    <xsl:map>
      <xsl:for-each-group select="for $g in $grammars return $g/rng:define" group-by="string(@name)">
        <xsl:map-entry key="current-grouping-key()" select="current-group()"/>
      </xsl:for-each-group>
    </xsl:map>
  </xsl:variable>

  <!-- Element patterns are known by their number, which depends on nothing but the grammar's text. -->
  <xsl:variable name="patterns" as="element(rng:element)*"
      select="(for $g in $grammars return $g//rng:element)[not(rng:anyName)]"/>
  <xsl:variable name="numbers" as="map(xs:string, xs:integer)"
      select="map:merge(for $n in 1 to count($patterns) return map:entry(generate-id($patterns[$n]), $n))"/>

  <!-- A grammar after the ones that it includes, each once. -->
  <xsl:function name="f:included" as="element(rng:grammar)+">
    <xsl:param name="grammar" as="element(rng:grammar)"/>
    <xsl:param name="seen" as="xs:string*"/>
    <xsl:if test="$grammar//(rng:grammar | rng:div | rng:externalRef | rng:parentRef | rng:mixed) or $grammar/rng:include/*">
      <xsl:message terminate="yes">{base-uri($grammar)} uses RELAX NG that this stylesheet does not read: a nested grammar, div, externalRef, parentRef, mixed, or an include that overrides.</xsl:message>
    </xsl:if>
    <xsl:variable name="all" as="element(rng:grammar)+">
      <xsl:sequence select="$grammar/rng:include[not(resolve-uri(@href, base-uri(.)) = $seen)]
          ! f:included(doc(resolve-uri(@href, base-uri(.)))/rng:grammar, ($seen, base-uri($grammar)))"/>
      <xsl:sequence select="$grammar"/>
    </xsl:variable>
    <!-- the first of each document -->
    <xsl:for-each-group select="$all" group-by="generate-id(.)">
      <xsl:sequence select="current-group()[1]"/>
    </xsl:for-each-group>
  </xsl:function>

  <!-- Several definitions of one name are alternatives or parts of one content; for a union of contents that is the same. -->
  <xsl:function name="f:definitions" as="element(rng:define)+">
    <xsl:param name="ref" as="element(rng:ref)"/>
    <xsl:if test="empty($defines($ref/@name))">
      <xsl:message terminate="yes">{base-uri($ref)} refers to {$ref/@name}, which nothing defines.</xsl:message>
    </xsl:if>
    <xsl:sequence select="$defines($ref/@name)"/>
  </xsl:function>

  <xsl:function name="f:names" as="xs:string*">
    <xsl:param name="pattern" as="element()"/>
    <xsl:sequence select="($pattern/@name, $pattern/rng:name, $pattern/rng:choice[not(preceding-sibling::*)]/rng:name)
        ! normalize-space(.)"/>
  </xsl:function>

  <!-- The ns attribute is inherited by the patterns inside, except by an attribute pattern that has its name as XML attribute. -->
  <xsl:function name="f:namespace" as="xs:string">
    <xsl:param name="pattern" as="element(rng:element)"/>
    <xsl:sequence select="string($pattern/ancestor-or-self::*[@ns][1]/@ns)"/>
  </xsl:function>

  <!-- Can this pattern match anything? libvirt keeps placeholders (privateData) that cannot. -->
  <xsl:function name="f:possible" as="xs:boolean">
    <xsl:param name="pattern" as="element()"/>
    <xsl:sequence select="
        if ($pattern/self::rng:notAllowed) then false()
        else if ($pattern/self::rng:choice) then some $p in $pattern/* satisfies f:possible($p)
        else if ($pattern/self::rng:ref) then some $d in f:definitions($pattern) satisfies f:possible($d)
        else if ($pattern[self::rng:optional or self::rng:zeroOrMore or self::rng:data]) then true()
        else if ($pattern/self::rng:element) then not($pattern/rng:notAllowed)
        else every $p in $pattern/* satisfies f:possible($p)"/>
  </xsl:function>

  <!-- Can this pattern match without any text? If so the empty string is a value, and the listed ones are not all. -->
  <xsl:function name="f:textless" as="xs:boolean">
    <xsl:param name="pattern" as="element()"/>
    <xsl:sequence select="
        if ($pattern[self::rng:value or self::rng:data or self::rng:text or self::rng:list]) then false()
        else if ($pattern[self::rng:element or self::rng:attribute or self::rng:optional or self::rng:zeroOrMore]) then true()
        else if ($pattern/self::rng:choice) then some $p in $pattern/* satisfies f:textless($p)
        else if ($pattern/self::rng:ref) then some $d in f:definitions($pattern) satisfies f:textless($d)
        else every $p in $pattern/* satisfies f:textless($p)"/>
  </xsl:function>

  <!-- ==== what is directly inside a pattern ======================================================================
       as a flat list of <child>, <attribute>, <value> and <data>; references are followed, elements are not entered. -->

  <xsl:mode name="content" on-no-match="fail"/>

  <xsl:variable name="content" as="map(xs:integer, element()*)"
      select="map:merge(for $n in 1 to count($patterns) return map:entry($n, f:content($patterns[$n])))"/>

  <xsl:function name="f:content" as="element()*">
    <xsl:param name="pattern" as="element()"/>
    <xsl:variable name="inside" select="$pattern/*[not(self::rng:name)]"/>
    <xsl:variable name="items" as="element()*" select="f:together($inside)"/>
    <xsl:sequence select="$items"/>
    <xsl:if test="$items/self::value and (every $p in $inside satisfies f:textless($p))">
      <data/>
    </xsl:if>
  </xsl:function>

  <!-- Patterns that stand together: a child that more than one of them has can be there more than once. -->
  <xsl:function name="f:together" as="element()*">
    <xsl:param name="members" as="element()*"/>
    <xsl:variable name="parts" as="element(part)*">
      <xsl:for-each select="$members">
        <part><xsl:apply-templates select="." mode="content"/></part>
      </xsl:for-each>
    </xsl:variable>
    <xsl:for-each select="$parts/*">
      <xsl:choose>
        <xsl:when test="self::child and count($parts[child[@name = current()/@name and @ns = current()/@ns]]) gt 1">
          <child many="true"><xsl:copy-of select="@*"/></child>
        </xsl:when>
        <xsl:otherwise><xsl:sequence select="."/></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:function>

  <xsl:template mode="content" match="rng:group | rng:interleave | rng:optional | rng:define">
    <xsl:sequence select="f:together(*)"/>
  </xsl:template>

  <xsl:template mode="content" match="rng:choice">
    <xsl:apply-templates select="*[f:possible(.)]" mode="content"/>
  </xsl:template>

  <xsl:template mode="content" match="rng:ref">
    <xsl:apply-templates select="f:definitions(.)[f:possible(.)]" mode="content"/>
  </xsl:template>

  <xsl:template mode="content" match="rng:zeroOrMore | rng:oneOrMore">
    <xsl:for-each select="f:together(*)">
      <xsl:copy>
        <xsl:if test="self::child"><xsl:attribute name="many" select="true()"/></xsl:if>
        <xsl:copy-of select="@*, node()"/>
      </xsl:copy>
    </xsl:for-each>
  </xsl:template>

  <!-- Any element at all (inside metadata) has no type: the source text carries it. -->
  <xsl:template mode="content" match="rng:element[rng:anyName] | rng:attribute[rng:anyName]" priority="1"/>

  <xsl:template mode="content" match="rng:element[not(f:possible(.))]" priority="2"/>

  <xsl:template mode="content" match="rng:element">
    <xsl:variable name="pattern" select="."/>
    <xsl:for-each select="f:names(.)">
      <child name="{.}" ns="{f:namespace($pattern)}" pattern="{$numbers(generate-id($pattern))}"/>
    </xsl:for-each>
  </xsl:template>
  <xsl:template mode="content" match="rng:attribute">
    <xsl:variable name="pattern" select="."/>
    <xsl:for-each select="f:names(.)">
      <attribute name="{.}">
        <xsl:sequence select="f:content($pattern), f:unlisted($pattern)"/>
      </attribute>
    </xsl:for-each>
  </xsl:template>

  <xsl:function name="f:unlisted" as="element(data)?">
    <xsl:param name="attribute" as="element(rng:attribute)"/>
    <xsl:if test="empty($attribute/*[not(self::rng:name)])"><data/></xsl:if>
  </xsl:function>

  <xsl:template mode="content" match="rng:value"><value>{normalize-space(.)}</value></xsl:template>
  <xsl:template mode="content" match="rng:data | rng:text | rng:list"><data/></xsl:template>
  <xsl:template mode="content" match="rng:empty | rng:notAllowed"/>

  <!-- ==== types: sets of patterns ================================================================================ -->

  <!-- A guest address of a device is one thing, whatever the device: one set for all of them. -->
  <xsl:variable name="device-address" as="xs:integer*">
    <xsl:variable name="devices" select="for $n in 1 to count($patterns) return $content($n)[$patterns[$n]/@name = 'devices'][self::child]"/>
    <xsl:sequence select="distinct-values($devices ! $content(@pattern)[self::child][@name = 'address']/@pattern/xs:integer(.)) => sort()"/>
  </xsl:variable>

  <xsl:function name="f:key" as="xs:string">
    <xsl:param name="patterns" as="xs:integer*"/>
    <xsl:variable name="set" select="sort(distinct-values($patterns))"/>
    <xsl:sequence select="string-join(if ($set = $device-address and (every $n in $set satisfies $n = $device-address))
        then $device-address else $set, ' ')"/>
  </xsl:function>

  <!-- Breadth first, so that the first parent found is the nearest to the root. -->
  <xsl:function name="f:types" as="element(type)*">
    <xsl:param name="todo" as="element(child)*"/>
    <xsl:param name="done" as="xs:string*"/>
    <xsl:variable name="types" as="element(type)*">
      <xsl:for-each-group select="$todo[not(f:id(.) = $done)]" group-by="f:id(.)">
        <type id="{current-grouping-key()}" name="{@name}" ns="{@ns}">
          <xsl:sequence select="f:merged(tokenize(@key) ! xs:integer(.))"/>
        </type>
      </xsl:for-each-group>
    </xsl:variable>
    <xsl:sequence select="$types"/>
    <xsl:if test="$types/child">
      <xsl:sequence select="f:types($types/child, ($done, $types/@id))"/>
    </xsl:if>
  </xsl:function>

  <xsl:function name="f:id" as="xs:string">
    <xsl:param name="child" as="element(child)"/>
    <xsl:sequence select="$child/@name || ' ' || $child/@key"/>
  </xsl:function>

  <!-- The union of a set of patterns: attributes and children by name, each where it comes first. -->
  <xsl:function name="f:merged" as="element()*">
    <xsl:param name="set" as="xs:integer+"/>
    <xsl:variable name="contents" as="element(pattern)+">
      <xsl:for-each select="$set">
        <pattern><xsl:sequence select="$content(.)"/></pattern>
      </xsl:for-each>
    </xsl:variable>
    <xsl:for-each-group select="$contents/attribute" group-by="@name">
      <attribute name="{@name}">
        <xsl:sequence select="f:values(current-group()/*)"/>
      </attribute>
    </xsl:for-each-group>
    <xsl:for-each-group select="$contents/child" group-by="@name, @ns" composite="yes">
      <child name="{@name}" ns="{@ns}" key="{f:key(current-group()/@pattern ! xs:integer(.))}">
        <xsl:if test="current-group()/@many"><xsl:attribute name="many" select="true()"/></xsl:if>
      </child>
    </xsl:for-each-group>
    <xsl:if test="$contents/(value | data)">
      <text>
        <xsl:sequence select="if ($contents[not(value | data)]) then () else f:values($contents/(value | data))"/>
      </text>
    </xsl:if>
  </xsl:function>

  <xsl:function name="f:data" as="element(data)"><data/></xsl:function>

  <!-- One free alternative, and the listed values are only examples. -->
  <xsl:function name="f:values" as="element(value)*">
    <xsl:param name="alternatives" as="element()*"/>
    <xsl:if test="not($alternatives/self::data)">
      <xsl:for-each-group select="$alternatives/self::value" group-by="string(.)">
        <xsl:sequence select="current-group()[1]"/>
      </xsl:for-each-group>
    </xsl:if>
  </xsl:function>

  <xsl:variable name="start" as="element(child)">
    <xsl:variable name="roots" as="element(child)*">
      <xsl:for-each select="/rng:grammar/rng:start"><xsl:sequence select="f:together(*)"/></xsl:for-each>
    </xsl:variable>
    <child name="{$roots[1]/@name}" ns="{$roots[1]/@ns}" key="{f:key($roots/@pattern ! xs:integer(.))}"/>
  </xsl:variable>

  <xsl:variable name="types" as="document-node()">
    <xsl:document><xsl:sequence select="f:types($start, ())"/></xsl:document>
  </xsl:variable>
  <xsl:key name="type" match="type" use="@id"/>
  <xsl:key name="uses" match="child" use="f:id(.)"/>

  <!-- ==== names ==================================================================================================
       A class is named after its element. Where an element name has several types, the one that many parents share
       keeps the plain name (a device's address, its alias), as do the children of domain and of devices; the others
       are named after their parent, too. What that does not name well is in the file class-names. -->

  <xsl:function name="f:simple" as="xs:boolean">
    <xsl:param name="type" as="element(type)"/>
    <xsl:sequence select="exists($type/text) and empty($type/(attribute | child))"/>
  </xsl:function>

  <xsl:function name="f:camel" as="xs:string">
    <xsl:param name="name" as="xs:string"/>
    <xsl:sequence select="string-join(tokenize($name, '[^A-Za-z0-9]+')[.] ! (upper-case(substring(., 1, 1)) || substring(., 2)))"/>
  </xsl:function>

  <xsl:function name="f:parents" as="element(type)*">
    <xsl:param name="type" as="element(type)"/>
    <xsl:sequence select="key('uses', $type/@id, $types)/parent::type"/>
  </xsl:function>

  <!-- The shortest path of every type, from the root; a type comes after its nearest parent. -->
  <xsl:variable name="path" as="map(xs:string, xs:string)" select="fold-left($types/type, map{}, function($paths, $type) {
      map:put($paths, string($type/@id), string-join((f:parents($type)[1] ! $paths(@id), f:qualified($type/@ns, $type/@name)), '/')) })"/>

  <!-- Every path, as far as recursion allows: the paths of the parents, continued. -->
  <xsl:function name="f:paths" as="xs:string+">
    <xsl:param name="type" as="element(type)"/>
    <xsl:sequence select="if (f:parents($type)) then distinct-values(f:parents($type) ! ($path(@id) || '/' || f:qualified($type/@ns, $type/@name)))
        else $path($type/@id)"/>
  </xsl:function>

  <xsl:variable name="given-names" as="map(xs:string, xs:string)" select="map:merge(
      f:lines($class-names) ! map:entry(tokenize(.)[1], tokenize(.)[2]))"/>

  <xsl:function name="f:lines" as="xs:string*">
    <xsl:param name="file" as="xs:anyURI"/>
    <xsl:sequence select="unparsed-text-lines($file) ! normalize-space(.)[. and not(starts-with(., '#'))]"/>
  </xsl:function>

  <!-- A class of this name would hide the one of java.lang from its whole package. -->
  <xsl:variable name="java-lang" as="xs:string*" select="tokenize('Boolean Byte Character Class Comparable Deprecated Double
      Enum Error Exception Float Integer Iterable Long Math Module Number Object Override Package Process Record Runtime
      Short String System Thread Void')"/>

  <!-- http://libvirt.org/schemas/domain/qemu/1.0 is qemu -->
  <xsl:function name="f:prefix" as="xs:string">
    <xsl:param name="namespace" as="xs:string"/>
    <xsl:sequence select="tokenize($namespace, '/')[last() - 1]"/>
  </xsl:function>

  <xsl:variable name="class" as="map(xs:string, xs:string)" select="fold-left($types/type, map{}, function($classes, $type) {
      map:put($classes, string($type/@id), f:class-name($type, $classes)) })"/>

  <xsl:function name="f:class-name" as="xs:string">
    <xsl:param name="type" as="element(type)"/>
    <xsl:param name="classes" as="map(xs:string, xs:string)"/>
    <xsl:variable name="parents" select="f:parents($type)"/>
    <xsl:variable name="namesakes" select="$types/type[@name = $type/@name and @ns = $type/@ns] except $type"/>
    <xsl:variable name="plain" select="f:camel($type/@name)"/>
    <xsl:sequence select="
        (f:paths($type) ! $given-names(.),
         if ($type/@ns ne '') then f:camel(f:prefix($type/@ns)) || $plain
         else if ($plain = $java-lang) then $classes($parents[1]/@id) || $plain
         else if (empty($namesakes) or $parents/@name = ('domain', 'devices')
                  or (count($parents) ge 3 and (every $n in $namesakes satisfies
                      (count(f:parents($n)) lt count($parents) and not(f:parents($n)/@name = ('domain', 'devices')))))) then $plain
         else $classes($parents[1]/@id) || $plain)[1]"/>
  </xsl:function>

  <!-- Lists have plural names. -->
  <xsl:function name="f:plural" as="xs:string">
    <xsl:param name="name" as="xs:string"/>
    <xsl:sequence select="
        if (matches($name, '(ics|cpus|ids)$')) then $name
        else if (matches($name, '(s|x|ch|sh)$')) then $name || 'es'
        else if (matches($name, '[^aeiou]y$')) then replace($name, 'y$', 'ies')
        else $name || 's'"/>
  </xsl:function>

  <!-- A child in another namespace has that in its property's name: qemuCommandline, xenCommandline. -->
  <xsl:function name="f:child-property" as="xs:string">
    <xsl:param name="child" as="element(child)"/>
    <xsl:variable name="name" select="if ($child/@ns = $child/../@ns) then f:property($child/@name)
        else f:prefix($child/@ns) || f:camel($child/@name)"/>
    <xsl:sequence select="if ($child/@many) then f:plural($name) else $name"/>
  </xsl:function>

  <!-- An attribute that shares its name with a child, or with the text, says that it is the attribute. -->
  <xsl:function name="f:attribute-property" as="xs:string">
    <xsl:param name="attribute" as="element(attribute)"/>
    <xsl:variable name="name" select="f:property($attribute/@name)"/>
    <xsl:sequence select="if ($name = ($attribute/../child ! f:child-property(.), $attribute/../text ! 'value'))
        then $name || 'Attribute' else $name"/>
  </xsl:function>

  <xsl:function name="f:property" as="xs:string">
    <xsl:param name="name" as="xs:string"/>
    <xsl:variable name="camel" select="f:camel($name)"/>
    <xsl:sequence select="if (matches($camel, '^[A-Z][A-Z]')) then $camel else lower-case(substring($camel, 1, 1)) || substring($camel, 2)"/>
  </xsl:function>

  <!-- ==== listed values ========================================================================================== -->

  <xsl:function name="f:enum-name" as="xs:string">
    <xsl:param name="owner" as="element()"/>
    <xsl:variable name="values" select="$owner/value ! string(.) => sort() => string-join(' ')"/>
    <xsl:variable name="type" select="$owner/ancestor::type[1]"/>
    <xsl:sequence select="
        if ($values = 'no yes') then 'YesNo'
        else if ($values = 'off on') then 'OnOff'
        else if ($owner/self::attribute) then $class($type/@id) || f:camel(f:attribute-property($owner))
        else if (f:simple($type)) then $class(f:parents($type)[1]/@id) || f:camel($type/@name)
        else $class($type/@id) || 'Value'"/>
  </xsl:function>

  <!-- XJC's own names for members leave out lists of numbers, and tell neither + from - nor case from case. -->
  <xsl:function name="f:member" as="xs:string">
    <xsl:param name="value" as="xs:string"/>
    <xsl:variable name="name" select="$value => replace('\+', '_PLUS') => replace('[^A-Za-z0-9]', '_') => upper-case()"/>
    <xsl:sequence select="if ($value = '') then 'EMPTY' else if (matches($name, '^[0-9]')) then 'V_' || $name else $name"/>
  </xsl:function>

  <!-- ==== libvirt's print order ================================================================================== -->

  <xsl:variable name="printed" as="map(xs:string, xs:string*)" select="map:merge(
      f:lines($print-order) ! map:entry(tokenize(.)[1], tokenize(.)[position() gt 1]))"/>

  <!-- Those that the file names stand in its order; one that it does not know stays behind its predecessor in the grammar. -->
  <xsl:function name="f:ordered" as="element()*">
    <xsl:param name="class" as="xs:string"/>
    <xsl:param name="members" as="element()*"/>
    <xsl:variable name="order" as="xs:string*" select="$printed($class)"/>
    <xsl:variable name="ranks" as="xs:integer*" select="$members ! (index-of($order, f:mark(.))[1], 0)[1]"/>
    <xsl:variable name="sorted" select="sort(1 to count($members), (), function($i) {
        ($ranks[position() le $i][. gt 0][last()], 0)[1], $i })"/>
    <xsl:sequence select="for $i in $sorted return $members[$i]"/>
  </xsl:function>

  <xsl:function name="f:mark" as="xs:string">
    <xsl:param name="member" as="element()"/>
    <xsl:sequence select="string-join(($member/self::attribute ! '@', $member/@name))"/>
  </xsl:function>

  <!-- ==== output ================================================================================================= -->

  <xsl:template match="/">
    <xsl:variable name="complex" select="$types/type[not(f:simple(.))]"/>
    <xsl:for-each-group select="$complex" group-by="$class(@id)">
      <xsl:if test="count(current-group()) gt 1">
        <xsl:message terminate="yes">{current-grouping-key()} would be the class of {current-group() ! $path(@id) => string-join(' and ')}: name one in class-names.</xsl:message>
      </xsl:if>
    </xsl:for-each-group>
    <xsl:for-each-group select="$types/type" group-by="string(@ns)">
      <xsl:choose>
        <xsl:when test="current-grouping-key() = $start/@ns">
          <xsl:call-template name="schema"><xsl:with-param name="members" select="current-group()"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:result-document href="{f:prefix(current-grouping-key())}.xsd">
            <xsl:call-template name="schema"><xsl:with-param name="members" select="current-group()"/></xsl:call-template>
          </xsl:result-document>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each-group>
  </xsl:template>

  <!-- libvirt lets any element stand in metadata; two of them are Domainsmith's own, in schemas written by hand. -->
  <xsl:variable name="ours" select="'https://domainsmith.io/xmlns/gvtg/1.0'"/>
  <xsl:variable name="displays" select="'https://domainsmith.io/xmlns/display/1.0'"/>

  <xsl:function name="f:holds-ours" as="xs:boolean">
    <xsl:param name="type" as="element(type)"/>
    <xsl:sequence select="$class($type/@id) = 'Metadata'"/>
  </xsl:function>

  <xsl:template name="schema">
    <xsl:param name="members" as="element(type)+"/>
    <xsl:variable name="namespace" select="string($members[1]/@ns)"/>
    <xsl:variable name="others" select="distinct-values($members/child/@ns[. ne $namespace])"/>
    <xsl:comment> Derived from domain.rng of libvirt {$release} ({count($types/type)} types in all) by rng-to-binding-xsd.xsl. Not to be edited; mvn -Pderive writes it anew. </xsl:comment>
    <xs:schema elementFormDefault="qualified" jaxb:version="3.0" jaxb:extensionBindingPrefixes="inheritance">
      <xsl:namespace name="jaxb" select="'https://jakarta.ee/xml/ns/jaxb'"/>
      <xsl:namespace name="inheritance" select="'urn:jaxb.jvnet.org:plugin:inheritance'"/>
      <xsl:if test="$namespace">
        <xsl:attribute name="targetNamespace" select="$namespace"/>
        <xsl:namespace name="{f:prefix($namespace)}" select="$namespace"/>
      </xsl:if>
      <xsl:for-each select="$others"><xsl:namespace name="{f:prefix(.)}" select="."/></xsl:for-each>
      <xsl:if test="$members[f:holds-ours(.)]">
        <xsl:namespace name="domainsmith" select="$ours"/>
        <xsl:namespace name="display" select="$displays"/>
        <xs:import namespace="{$ours}" schemaLocation="../domainsmith.xsd"/>
        <xs:import namespace="{$displays}" schemaLocation="../domainsmith-display.xsd"/>
      </xsl:if>
      <xsl:for-each select="$others">
        <xs:import namespace="{.}" schemaLocation="{f:prefix(.)}.xsd"/>
      </xsl:for-each>
      <!-- the root, and what another namespace's elements contain -->
      <xsl:for-each select="$members[empty(f:parents(.)) or f:parents(.)/@ns != @ns]">
        <xs:element name="{@name}">
          <xsl:choose>
            <xsl:when test="f:simple(.)"><xsl:attribute name="type" select="f:value-type(text)"/></xsl:when>
            <xsl:otherwise><xsl:call-template name="complex-type"/></xsl:otherwise>
          </xsl:choose>
        </xs:element>
      </xsl:for-each>
      <xsl:for-each select="$members[f:parents(.)/@ns = @ns][not(f:simple(.))]">
        <xsl:sort select="$class(@id)" collation="http://www.w3.org/2005/xpath-functions/collation/codepoint"/>
        <xsl:call-template name="complex-type"><xsl:with-param name="name" select="$class(@id)"/></xsl:call-template>
      </xsl:for-each>
      <xsl:for-each-group select="$members/(attribute | text)[value]" group-by="f:enum-name(.)">
        <xsl:sort select="current-grouping-key()" collation="http://www.w3.org/2005/xpath-functions/collation/codepoint"/>
        <xsl:call-template name="enum"/>
      </xsl:for-each-group>
    </xs:schema>
  </xsl:template>

  <xsl:template name="complex-type">
    <xsl:param name="name" as="xs:string?"/>
    <xs:complexType>
      <xsl:if test="$name"><xsl:attribute name="name" select="$name"/></xsl:if>
      <xs:annotation>
        <xsl:variable name="device" select="f:parents(.)/@name = 'devices' and child/@name = 'address'"/>
        <!-- Only a root that has the class name XJC would give it anyway becomes an @XmlRootElement. -->
        <xsl:variable name="renamed" select="not($name) and $class(@id) ne f:camel(@name)"/>
        <xsl:if test="$device or text[../child] or $renamed">
          <xs:appinfo>
            <xsl:if test="$renamed"><jaxb:class name="{$class(@id)}"/></xsl:if>
            <xsl:if test="text[../child]"><inheritance:extends>io.domainsmith.model.TextOrChildren</inheritance:extends></xsl:if>
            <xsl:if test="$device"><inheritance:implements>io.domainsmith.model.Device</inheritance:implements></xsl:if>
          </xs:appinfo>
        </xsl:if>
        <xs:documentation>{f:documentation(.)}</xs:documentation>
      </xs:annotation>
      <xsl:choose>
        <xsl:when test="text and not(child)">
          <xs:simpleContent>
            <xs:extension base="{f:value-type(text)}"><xsl:call-template name="attributes"/></xs:extension>
          </xs:simpleContent>
        </xsl:when>
        <xsl:otherwise>
          <xsl:where-populated><xs:sequence>
            <xsl:call-template name="children"/>
            <xsl:if test="f:holds-ours(.)">
              <xs:element ref="domainsmith:before-final" minOccurs="0"/>
              <xs:element ref="display:former-displays" minOccurs="0"/>
            </xsl:if>
          </xs:sequence></xsl:where-populated>
          <xsl:call-template name="attributes"/>
        </xsl:otherwise>
      </xsl:choose>
    </xs:complexType>
  </xsl:template>

  <xsl:template name="children">
    <xsl:for-each select="f:ordered($class(@id), child)">
      <xsl:variable name="type" select="key('type', f:id(.), $types)"/>
      <xsl:variable name="foreign" select="@ns ne ../@ns"/>
      <xs:element>
        <xsl:choose>
          <xsl:when test="$foreign"><xsl:attribute name="ref" select="f:prefix(@ns) || ':' || @name"/></xsl:when>
          <xsl:otherwise>
            <xsl:attribute name="name" select="@name"/>
            <xsl:attribute name="type" select="if (f:simple($type)) then f:value-type($type/text) else f:qualified($type/@ns, $class($type/@id))"/>
          </xsl:otherwise>
        </xsl:choose>
        <xsl:attribute name="minOccurs" select="0"/>
        <xsl:if test="@many"><xsl:attribute name="maxOccurs" select="'unbounded'"/></xsl:if>
        <xsl:if test="@many or $foreign"><xsl:sequence select="f:named(f:child-property(.))"/></xsl:if>
      </xs:element>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="attributes">
    <xsl:for-each select="f:ordered($class(@id), attribute)">
      <xs:attribute name="{@name}" type="{f:value-type(.)}">
        <xsl:if test="f:attribute-property(.) ne f:property(@name)"><xsl:sequence select="f:named(f:attribute-property(.))"/></xsl:if>
      </xs:attribute>
    </xsl:for-each>
  </xsl:template>

  <xsl:function name="f:named" as="element(xs:annotation)">
    <xsl:param name="property" as="xs:string"/>
    <xs:annotation><xs:appinfo><jaxb:property name="{$property}"/></xs:appinfo></xs:annotation>
  </xsl:function>

  <!-- The text as written, or one of the listed values. -->
  <xsl:function name="f:value-type" as="xs:string">
    <xsl:param name="owner" as="element()"/>
    <xsl:sequence select="if ($owner/value) then f:qualified($owner/ancestor::type[1]/@ns, f:enum-name($owner)) else 'xs:string'"/>
  </xsl:function>

  <xsl:function name="f:qualified" as="xs:string">
    <xsl:param name="namespace" as="xs:string"/>
    <xsl:param name="name" as="xs:string"/>
    <xsl:sequence select="if ($namespace) then f:prefix($namespace) || ':' || $name else $name"/>
  </xsl:function>

  <xsl:template name="enum">
    <xsl:variable name="values" select="distinct-values(current-group()/value)"/>
    <xsl:variable name="members" select="$values ! f:member(.)"/>
    <xsl:if test="count(distinct-values($members)) ne count($members)">
      <xsl:message terminate="yes">Two values of {current-grouping-key()} have one member name: {$values}.</xsl:message>
    </xsl:if>
    <xs:simpleType name="{current-grouping-key()}">
      <xs:annotation>
        <xs:appinfo>
          <jaxb:typesafeEnumClass>
            <jaxb:javadoc>{f:enum-documentation(current-group())}</jaxb:javadoc>
            <xsl:for-each select="$values"><jaxb:typesafeEnumMember value="{.}" name="{f:member(.)}"/></xsl:for-each>
          </jaxb:typesafeEnumClass>
        </xs:appinfo>
      </xs:annotation>
      <xs:restriction base="xs:string">
        <xsl:for-each select="$values"><xs:enumeration value="{.}"/></xsl:for-each>
      </xs:restriction>
    </xs:simpleType>
  </xsl:template>

  <!-- Becomes the Javadoc. -->
  <xsl:function name="f:documentation" as="xs:string">
    <xsl:param name="type" as="element(type)"/>
    <xsl:variable name="paths" select="f:paths($type) ! ('/' || .)"/>
    <xsl:sequence select="(if (count($paths) eq 1) then 'The element ' else 'The elements ') || f:listed($paths) || '.'"/>
  </xsl:function>

  <xsl:function name="f:enum-documentation" as="xs:string">
    <xsl:param name="owners" as="element()+"/>
    <xsl:variable name="places" select="distinct-values(for $o in $owners, $p in f:paths($o/ancestor::type[1])
        return '/' || $p || string-join($o/self::attribute ! ('/@' || @name)))"/>
    <xsl:sequence select="'The values of ' || f:listed($places) || '.'"/>
  </xsl:function>

  <xsl:function name="f:listed" as="xs:string">
    <xsl:param name="places" as="xs:string+"/>
    <xsl:sequence select="string-join($places[position() le 8] ! ('{@code ' || . || '}'), ', ') ||
        (if (count($places) gt 8) then ' and ' || count($places) - 8 || ' more' else '')"/>
  </xsl:function>
</xsl:stylesheet>
