# REST as Ruby programs of the time called it: Net::HTTP, a body with every request, classes of status for what went
# wrong. Prints what it understood, as JSON.
require 'json'
require 'net/http'

URL, REALM, PASSWORD, CLIENT, LIST_ID, KEY = ARGV

def call(method, path, body = {})
  uri = URI(URL + path)
  request = Net::HTTP.const_get(method).new(uri)
  request.basic_auth REALM, PASSWORD
  request['Content-Type'] = 'application/json'
  request['X-API-KEY'] = CLIENT
  request.body = JSON.generate(body)
  answer = Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }
  case answer
  when Net::HTTPNoContent then true
  when Net::HTTPSuccess then JSON.parse(answer.body, quirks_mode: true)
  when Net::HTTPClientError then [answer.code.to_i, JSON.parse(answer.body)['error']]
  else raise answer.code
  end
end

def escaped(text)
  URI.encode_www_form_component(text).gsub('+', '%20')
end

who = { email: 'ruby@family.example', firstName: 'Eva' }
who[:customerKey] = KEY unless KEY.empty?
said = {}
said[:subscribed] = call('Post', "/lists/#{LIST_ID}?format=1&duplicates=0", { subscriberId: 0 }.merge(who))['formatId']
said[:members] = call('Get', "/lists/#{LIST_ID}/subscribers?email=#{escaped(who[:email])}").map { |each| each['firstName'] }
template = call('Post', '/templates', name: 'By Ruby', subject: 'Hello', templateDataPlaintext: 'Hello %%$first%%', templateDataXml: '')
said[:template] = [template['name'], template['templateDataPlaintext']]
said[:templateTwice] = call('Post', '/templates', name: 'By Ruby', subject: 'Hello')
said[:templates] = call('Get', '/templates?name=By%20Ruby').length
said[:list] = call('Post', '/lists', listName: 'By Ruby', listFromAddress: 'ruby@family.example', isTemplate: false)['listName']
said[:noSender] = call('Post', '/lists', listName: 'By Ruby too')
said[:sent] = call('Post', "/msg/sendWithModel/#{escaped('Test list')}/#{escaped('By Ruby')}?campaignName=Ruby", who)
said[:bounces] = call('Get', '/bounces?start=2020-01-01&end=2020-02-01&bounceTypes=HARD_BOUNCE,SOFT_BOUNCE')['bounceTotal']
said[:badDate] = call('Get', '/bounces?start=yesterday')
said[:noPath] = call('Get', '/nothing/here')
puts JSON.generate(said)
